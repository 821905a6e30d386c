"""Where a request comes from, behind as many proxies as are trusted and no more."""

from ipaddress import IPv6Network, ip_address

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The client's IP address; None where there is none (a Unix socket, a test) or it is not one."""
    try:
        return str(ip_address(get_adapter(request).get_client_ip(request)))
    except (PermissionDenied, ValueError):
        return None


def source_of(request: HttpRequest) -> str:
    """What tries are counted by: the address; for IPv6 the /64, because that is what one customer owns."""
    address = address_of(request)
    if address is None:
        return "unknown"
    return str(IPv6Network(f"{address}/64", strict=False)) if ":" in address else address
