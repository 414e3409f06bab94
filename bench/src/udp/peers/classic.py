"""The calculator that Reckon grew from: three datagrams in, one out, no state of its own, and a line for everything.

It lacks what the original lacks: what does not come in order and well formed ends it, or puts it out of step for ever.
"""

import os
import socket
import sys

OPERATORS = {
    '+': lambda left, right: left + right,
    '-': lambda left, right: left - right,
    '*': lambda left, right: left * right,
    '/': lambda left, right: left / right,
}

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(('127.0.0.1', 0))
print('classic UDP %s:%d' % server.getsockname(), flush=True)
# The lines are made as in the original, and cost less where nobody reads them.
sys.stdout = open(os.devnull, 'w')

print('The calculator is waiting...')
while True:
    data, peer = server.recvfrom(2048)
    left = int(data.decode())
    print('The first integer from', peer, 'is', left)
    data, peer = server.recvfrom(2048)
    operator = data.decode()
    print('The operator from', peer, 'is', operator)
    data, peer = server.recvfrom(2048)
    right = int(data.decode())
    print('The second integer from', peer, 'is', right)
    answer = str(OPERATORS[operator](left, right))
    server.sendto(answer.encode(), peer)
    print('The answer to', peer, 'is', answer)
