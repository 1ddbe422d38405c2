"""Sentences that state something, and what: written by eye."""

from __future__ import annotations

import pytest

from tests.intake.prose.saying import Table, said

A, B = "@EXCH-A", "@EXCH-B"
CARDS: Table = {
    "EXCH-A is multihomed.": [f"peer.multihomed=true{A}"],
    "EXCH-A is multi-homed": [f"peer.multihomed=true{A}"],
    "EXCH-B is dual homed.": [f"server.multihomed=true{B}"],
    "exch-a has 2 nics": [f"peer.multihomed=true{A}"],
    "EXCH-A.corp.example.com has two network cards.": [f"peer.multihomed=true{A}"],
    "Since we put the second NIC into EXCH-A the MTA logs warnings.": [f"peer.multihomed=true{A}"],
    "Since we put the second NIC into EXCH-B, the MTA logs warnings": [f"server.multihomed=true{B}"],
    "We have added a second network adapter to EXCH-A.": [f"peer.multihomed=true{A}"],
    "A second network card was installed in EXCH-A.": [f"peer.multihomed=true{A}"],
    "On EXCH-A there are two NICs.": [f"peer.multihomed=true{A}"],
    "EXCH-A's second NIC is on another subnet.": [f"peer.multihomed=true{A}"],
    "EXCH-A is a multihomed server.": [f"peer.multihomed=true{A}"],
    "EXCH-A has more than one network card.": [f"peer.multihomed=true{A}"],
    "EXCH-A has only one NIC.": [f"peer.multihomed=false{A}"],
    "EXCH-A has 2 network cards and EXCH-B has only one NIC.": [
        f"peer.multihomed=true{A}",
        f"server.multihomed=false{B}",
    ],
    "The other server is dual-homed.": ["peer.multihomed=true"],
    "This server has two NICs.": ["server.multihomed=true"],
    "We have two NICs here.": ["server.multihomed=true"],
    "Both servers are multihomed.": ["server.multihomed=true", "peer.multihomed=true"],
    "EXCH-A and EXCH-B have two NICs each.": [f"peer.multihomed=true{A}", f"server.multihomed=true{B}"],
    "EXCH-A logs nothing. It has two NICs.": [f"peer.multihomed=true{A}"],
    "EXCH-B cannot reach EXCH-A, which has two NICs.": [f"peer.multihomed=true{A}"],
    "EXCH-B logs 9322 and has two NICs.": [f"server.multihomed=true{B}"],
    "EXCH-A:\n- two NICs\n- NT4 SP6a": [f"peer.multihomed=true{A}", f"peer.os=windows_nt4{A}"],
    "No problem, EXCH-A has two NICs.": [f"peer.multihomed=true{A}"],
}
VERSIONS: Table = {
    "EXCH-A runs Exchange 5.5 SP4.": [f"peer.exchange_version=5.5{A}", f"peer.service_pack=4{A}"],
    "EXCH-B: 5.5sp4, NT4 SP6": [
        f"server.exchange_version=5.5{B}",
        f"server.service_pack=4{B}",
        f"server.os=windows_nt4{B}",
    ],
    "EXCH-B is Exchange Server 5.5 Service Pack 4.": [f"server.exchange_version=5.5{B}", f"server.service_pack=4{B}"],
    "EXCH-B has service pack 3.": [f"server.service_pack=3{B}"],
    "SP4 is installed on both servers.": ["server.service_pack=4", "peer.service_pack=4"],
    "EXCH-A has been upgraded to SP4.": [f"peer.service_pack=4{A}"],
    "After installing SP4 on EXCH-A the MTA logs 9322.": [f"peer.service_pack=4{A}"],
    "the peer is on 5.5 SP3": ["peer.exchange_version=5.5", "peer.service_pack=3"],
    "EXCH-A runs Exchange 2000 and EXCH-B Exchange 5.5.": [
        f"peer.exchange_version=2000{A}",
        f"server.exchange_version=5.5{B}",
    ],
    "EXCH-A is an Exchange 2000 server.": [f"peer.exchange_version=2000{A}"],
    "EXCH-B (5.5 SP4) logs 9322. EXCH-A (5.5 SP3) is quiet.": [
        f"server.exchange_version=5.5{B}",
        f"server.service_pack=4{B}",
        f"peer.exchange_version=5.5{A}",
        f"peer.service_pack=3{A}",
    ],
    "EXCH-B, which runs Exchange 5.5 SP3, logs event 9322.": [
        f"server.exchange_version=5.5{B}",
        f"server.service_pack=3{B}",
    ],
    "EXCH-A has build 2653.23": [f"peer.mta_build=2653.23{A}"],
    "EXCH-A runs 5.5.2653.15": [f"peer.mta_build=5.5.2653.15{A}"],
    "EXCH-A runs Emsmta.exe 5.5.2651.92.": [f"peer.mta_build=5.5.2651.92{A}"],
    "The MTA on EXCH-A is build 2651.75.": [f"peer.mta_build=2651.75{A}"],
    "EXCH-A's MTA build is 2651.75.": [f"peer.mta_build=2651.75{A}"],
    "EXCH-B shows Version 5.5 (Build 2653.23: Service Pack 4).": [
        f"server.exchange_build=2653.23{B}",
        f"server.exchange_version=5.5{B}",
        f"server.service_pack=4{B}",
    ],
    "EXCH-A has Exchange build 2650.24.": [f"peer.exchange_build=2650.24{A}"],
    "EXCH-B runs Exchange 5.5 SP3 (build 2650.24).": [
        f"server.exchange_version=5.5{B}",
        f"server.exchange_build=2650.24{B}",
        f"server.service_pack=3{B}",
    ],
    "Server build 2653.23 on EXCH-B": [f"server.exchange_build=2653.23{B}"],
    "EXCH-A runs Windows NT Server 4.0, Service Pack 6": [f"peer.os=windows_nt4{A}"],
    "EXCH-A runs Windows 2000 SP2": [f"peer.os=windows_2000{A}"],
    "EXCH-A runs NT 4.0 with Service Pack 6.": [f"peer.os=windows_nt4{A}"],
    "EXCH-A runs Exchange 5.5 SP4 on Windows NT 4.0 SP6a.": [
        f"peer.exchange_version=5.5{A}",
        f"peer.service_pack=4{A}",
        f"peer.os=windows_nt4{A}",
    ],
}
MAIL: Table = {
    "Mail is flowing.": ["mail_flow=normal"],
    "mail is\nflowing": ["mail_flow=normal"],
    "MAIL IS FLOWING": ["mail_flow=normal"],
    "Mail flow is normal.": ["mail_flow=normal"],
    "Mail flow is not interrupted.": ["mail_flow=normal"],
    "Mail delivery is not affected.": ["mail_flow=normal"],
    "Mail gets through without delay.": ["mail_flow=normal"],
    "Mail is flowing in both directions.": ["mail_flow=normal"],
    "Mail is flowing between EXCH-A and EXCH-B.": [f"mail_flow=normal{B}{A}"],
    "Mail flow between EXCH-B and EXCH-A is normal.": [f"mail_flow=normal{B}{A}"],
    "Nobody complains, mail is flowing.": ["mail_flow=normal"],
    "Mail is flowing but event 9322 is logged every ten minutes on EXCH-B.": ["mail_flow=normal"],
    "Mail is flowing. Is mail delayed?": ["mail_flow=normal"],
    "Since we put the second NIC into EXCH-A we see 9322 on EXCH-B, but mail is flowing.": [
        f"peer.multihomed=true{A}",
        "mail_flow=normal",
    ],
    "Queues are backing up.": ["mail_flow=delayed"],
    "Messages queue up on EXCH-B.": [f"mail_flow=delayed{B}"],
    "Messages to EXCH-A are delayed.": [f"mail_flow=delayed{A}"],
    "Mail takes hours to arrive.": ["mail_flow=delayed"],
    "Mail is slow.": ["mail_flow=delayed"],
    "Nothing is delivered.": ["mail_flow=stopped"],
    "Nothing is delivered to EXCH-A.": [f"mail_flow=stopped{A}"],
    "no mail gets through": ["mail_flow=stopped"],
    "mail has stopped": ["mail_flow=stopped"],
    "Mail isn't flowing.": ["mail_flow=stopped"],
    "Mails from EXCH-B to EXCH-A are stuck.": [f"mail_flow=stopped{B}{A}"],
    "Since the firewall was set up, no mail goes to or comes from the other site.": ["mail_flow=stopped"],
    "Mail is stuck because the MTA on EXCH-B won't start.": ["mail_flow=stopped", f"server.mta_starts=false{B}"],
}
DENIALS: Table = {
    "EXCH-A is not multihomed.": [f"peer.multihomed=false{A}"],
    "EXCH-A isn't multi-homed.": [f"peer.multihomed=false{A}"],
    "EXCH-A doesn't have a second NIC.": [f"peer.multihomed=false{A}"],
    "EXCH-A has no second network card.": [f"peer.multihomed=false{A}"],
    "EXCH-A is no longer multihomed.": [f"peer.multihomed=false{A}"],
    "Neither server is clustered.": ["server.clustered=false", "peer.clustered=false"],
    "Neither EXCH-A nor EXCH-B is multihomed.": [f"peer.multihomed=false{A}", f"server.multihomed=false{B}"],
    "EXCH-A is neither multihomed nor clustered.": [f"peer.multihomed=false{A}", f"peer.clustered=false{A}"],
    "EXCH-B is not part of a cluster.": [f"server.clustered=false{B}"],
    "We have no cluster here.": ["server.clustered=false"],
    "EXCH-B is not low on memory.": [f"server.low_memory=false{B}"],
    "EXCH-A does not answer a ping.": [f"peer.answers_ping=false{A}"],
    "There is no firewall between them.": ["link.firewall=false"],
    "TCP/IP is not installed on EXCH-B.": [f"server.tcpip_installed=false{B}"],
}
NETWORK: Table = {
    "A firewall stands between the two servers.": ["link.firewall=true"],
    "The firewall lets only the cluster address through.": ["link.firewall_allows=cluster_address_only"],
    "The firewall opens only to the cluster server's IP address.": ["link.firewall_allows=cluster_address_only"],
    "If the firewall opens only to the cluster address, no mail can be sent or received.": [
        "link.firewall_allows=cluster_address_only",
        "mail_flow=stopped",
    ],
    "Only certain ports are open in the firewall.": ["link.firewall_allows=fixed_ports_only"],
    "The sites are connected by an X.400 connector.": ["link.connector=x400_connector"],
    "We use a site connector to EXCH-A.": [f"link.connector=site_connector{A}"],
    "Both servers are in the same site.": ["link.connector=same_site"],
    "We reach EXCH-A over a WAN link.": [f"link.wan=true{A}"],
    "The two servers have no network in common.": ["link.shared_network=false"],
    "Both servers are on the same subnet.": ["link.shared_network=true"],
    "The domains do not trust each other.": ["link.trusted_domains=false"],
    "EXCH-B cannot resolve the FQDN of EXCH-A.": [f"server.resolves_peer_fqdn=false{B}"],
    "EXCH-A cannot resolve the fully qualified name of EXCH-B.": [f"peer.resolves_server_fqdn=false{A}"],
    "EXCH-B resolves all fully qualified names of EXCH-A.": [f"server.resolves_peer_fqdn=true{B}"],
    "EXCH-B sometimes resolves the name of EXCH-A.": [f"server.resolves_peer_name=sometimes{B}"],
    "EXCH-B never resolves EXCH-A.": [f"server.resolves_peer_name=never{B}"],
    "EXCH-A answers pings.": [f"peer.answers_ping=true{A}"],
    "EXCH-B is low on memory.": [f"server.low_memory=true{B}"],
    "The MTA on EXCH-B won't start.": [f"server.mta_starts=false{B}"],
    "EXCH-B is a cluster node.": [f"server.clustered=true{B}"],
    "EXCH-A runs on a two-node cluster.": [f"peer.clustered=true{A}"],
    "EXCH-B has TCP/IP installed.": [f"server.tcpip_installed=true{B}"],
    "The card to EXCH-A is first in the binding order on EXCH-B.": [f"server.first_binding_reaches_peer=true{B}"],
}
ALL = CARDS | VERSIONS | MAIL | DENIALS | NETWORK


def rows(table: Table) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("text", "stated"), table.items(), ids=list(table))


@rows(CARDS)
def test_cards_are_those_of_the_computer_that_is_named(text: str, stated: list[str]) -> None:
    assert said(text) == stated


@rows(VERSIONS)
def test_versions_are_those_of_the_product_that_is_named(text: str, stated: list[str]) -> None:
    assert sorted(said(text)) == sorted(stated)


@rows(MAIL)
def test_mail_flow_is_what_is_said_of_all_mail_or_the_worst_of_some(text: str, stated: list[str]) -> None:
    assert said(text) == stated


@rows(DENIALS)
def test_a_denial_turns_a_yes_into_a_no(text: str, stated: list[str]) -> None:
    assert said(text) == stated


@rows(NETWORK)
def test_what_joins_the_servers_is_read(text: str, stated: list[str]) -> None:
    assert said(text) == stated


def test_a_whole_mail_states_all_that_it_says() -> None:
    mail = (
        "Hi,\n\nwe run two servers, EXCH-B and EXCH-A. Both run Exchange 5.5 SP4 on NT4. Since Monday EXCH-A has two\n"
        "network cards. Mail is flowing in both directions. Can we ignore the warnings?\n\nThanks"
    )
    assert said(mail) == [
        *("server.exchange_version=5.5", "peer.exchange_version=5.5", "server.service_pack=4", "peer.service_pack=4"),
        *("server.os=windows_nt4", "peer.os=windows_nt4", f"peer.multihomed=true{A}", "mail_flow=normal"),
    ]
