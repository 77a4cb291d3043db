"""What is connected to: public addresses, networks that are set, this machine where it is named."""

from ipaddress import ip_network

import httpcore
import pytest

from engage.core.gateway.reach import OutOfReach, Reach, look_up


def _reached(
    *addresses: str, host: str = "site.example", networks: tuple[str, ...] = ()
) -> list[str]:
    allowed = tuple(ip_network(network) for network in networks)
    return Reach(allowed, lambda name, port: list(addresses)).addresses(host, 443)


@pytest.mark.parametrize("address", ["142.34.1.2", "2607:f8f0::1", "64:ff9b::8e22:102"])
def test_public_addresses_are_reached(address: str) -> None:
    assert _reached(address) == [address]


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "2002:0a00:0001::1",
        "64:ff9b::a00:1",
        "2001:0:0a00:1::1",
        "not an address",
    ],
)
def test_everything_else_is_out_of_reach(address: str) -> None:
    with pytest.raises(OutOfReach):
        _reached(address)


def test_of_several_addresses_only_those_within_reach_are_left() -> None:
    assert _reached("10.0.0.1", "142.34.1.2", "::1") == ["142.34.1.2"]


def test_a_network_that_is_set_is_reached_and_its_neighbour_is_not() -> None:
    assert _reached("10.1.2.3", "10.2.0.1", networks=("10.1.0.0/16",)) == ["10.1.2.3"]
    assert _reached("fd00::5", networks=("10.0.0.0/8", "fd00::/8")) == ["fd00::5"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "::1"])
def test_this_machine_is_reached_when_it_is_named(host: str) -> None:
    assert _reached("127.0.0.1", "::1", host=host) == ["127.0.0.1", "::1"]
    with pytest.raises(OutOfReach):
        _reached("10.0.0.1", host=host)


def test_a_name_that_nobody_has_cannot_be_connected_to() -> None:
    with pytest.raises(httpcore.ConnectError):
        look_up("nobody.invalid", 443)
    assert look_up("127.0.0.1", 443) == ["127.0.0.1"]
