"""Hands a listening socket over, as systemd does: `handing_over.py DESCRIPTOR PROGRAM ARGUMENT...`.

The process puts the socket where a server looks for it, then becomes the program.
"""

import os
import sys

if __name__ == "__main__":
    os.dup2(int(sys.argv[1]), 3)
    os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
