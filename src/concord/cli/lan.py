"""Under which addresses the phones of a room reach this machine."""

from __future__ import annotations

import ipaddress
import socket
import struct
import sys
from collections.abc import Iterable

# Connecting a datagram socket sends nothing: it only asks the system which of its addresses it would send from.
# The first stands for "anywhere" (a range kept for documentation), the others for the usual networks of a room.
_ASKED = ("203.0.113.1", "192.168.0.1", "192.168.1.1", "10.0.0.1", "172.16.0.1", "169.254.1.1")
_SIOCGIFADDR = 0x8915  # Linux: the address of an interface
_MADE_UP = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "tun", "tap", "wg", "zt", "cni", "flannel", "podman")


def lan_addresses() -> list[str]:
    """The addresses of this machine in its networks, the likeliest to be the room's first; none without a network."""
    asked = list(filter(None, map(_sent_from, _ASKED)))
    named = _of_interfaces()
    return ranked([*asked, *named, *_of_host_name()], made_up={a for a, name in named.items() if name})


def ranked(found: Iterable[str], made_up: Iterable[str] = ()) -> list[str]:
    """Each usable address once: a room's network before a public one, then those without a router, then made-up ones.

    Within these, the order in which they were found stays; the way to anywhere was asked first.
    """
    unusual = set(made_up)

    def rank(address: str) -> int:
        parsed = ipaddress.ip_address(address)
        if address in unusual:
            return 3
        return 2 if parsed.is_link_local else 0 if parsed.is_private else 1

    usable = [address for address in dict.fromkeys(found) if not ipaddress.ip_address(address).is_loopback]
    return sorted((address for address in usable if address != "0.0.0.0"), key=rank)  # noqa: S104 # nothing is bound


def _sent_from(target: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((target, 9))
        except OSError:
            return ""  # no way there
        return str(probe.getsockname()[0])


def _of_interfaces() -> dict[str, bool]:
    """On Linux, each interface's address, and whether it leads to nobody but programs of this machine."""
    if sys.platform != "linux":
        return {}
    import fcntl

    found = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _number, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue  # it has none
            found[socket.inet_ntoa(answer[20:24])] = name.startswith(_MADE_UP)
    return found


def _of_host_name() -> list[str]:
    """What the machine's own name stands for: on Windows, all of its addresses."""
    try:
        return socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return []
