#!/usr/bin/env python3
# A thread that says hello.
# It says so once.


def hello(name):
    """Says hello to somebody.

    The name may be in any script: 中文, 日本語, العربية.
    """
    return f'Hello, {name}!' + "\n"  # with an end


print(hello("world"))
