"""Every sentence that the front door tells by itself, in each language that it knows: a module for
each language, all with the same phrases."""
