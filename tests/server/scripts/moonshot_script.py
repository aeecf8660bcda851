"""A script as people write it for Moonshot's platform, after its public documentation: it uploads a
file, takes the text that was extracted from it, and chats about that. Nothing in it knows of
Farside; only the address of the server and the key come from the environment, as for any other
script of this kind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from openai import OpenAI

client = OpenAI(api_key=os.environ["MOONSHOT_API_KEY"], base_url=os.environ["MOONSHOT_BASE_URL"])

file_object = client.files.create(
    file=Path(sys.argv[1]),
    purpose="file-extract",  # type: ignore[arg-type]
)
file_content = client.files.content(file_id=file_object.id).text

completion = client.chat.completions.create(
    model="moonshot-v1-32k",
    messages=[
        {
            "role": "system",
            "content": (
                "You are Kimi, an AI assistant provided by Moonshot AI. You give helpful and "
                "accurate answers."
            ),
        },
        {"role": "system", "content": file_content},
        {"role": "user", "content": sys.argv[2]},
    ],
    temperature=0.6,
)
print(completion.choices[0].message.content)

for file in client.files.list():
    client.files.delete(file_id=file.id)
