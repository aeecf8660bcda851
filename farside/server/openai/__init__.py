"""The API that other tools speak: OpenAI's chat completions, models and files, and what Kimi adds to them."""
