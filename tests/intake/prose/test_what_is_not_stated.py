"""Sentences that sound as if they stated something and do not: each would be a wrong answer."""

from __future__ import annotations

import pytest

from tests.intake.prose.saying import asked, read, said

DOUBTED = """
EXCH-A might be multihomed.
EXCH-A may have two NICs.
EXCH-A could be multihomed.
EXCH-A should be multihomed.
EXCH-A would be multihomed.
EXCH-A is probably multihomed.
EXCH-A seems to be multihomed.
Apparently EXCH-A has two NICs.
I think EXCH-A has two NICs.
I wonder whether EXCH-A is multihomed.
We are not sure that EXCH-A has two NICs.
I do not believe that EXCH-A has two NICs.
We don't know that EXCH-A has two NICs.
In case EXCH-A is multihomed, ignore it.
If EXCH-A has two NICs then what
EXCH-A is supposed to have two NICs.
We expected EXCH-A to have two NICs.
The customer says EXCH-A has two NICs, but we see one.
According to the article EXCH-A is multihomed.
Suppose EXCH-A is multihomed. Then EXCH-A has two NICs.
EXCH-A or EXCH-B has two NICs.
Either EXCH-A or EXCH-B is multihomed.
It is not the case that EXCH-A has two NICs.
Mail is flowing, I think.
Mail should be flowing.
Mail seems to be flowing.
If mail is flowing, ignore it.
If the firewall opens only to the cluster address, mail stops.
If the firewall opened only to the cluster address, no mail would be sent.
I fear that if the firewall opens only to the cluster address, no mail can be sent.
No mail can be sent or received if the firewall opens only to the cluster address.
The customer says mail is flowing.
Perhaps\\nmail is flowing
Mail is flowing\\nI think
""".strip().split("\n")
ASKED = """
Is EXCH-A multihomed?
Is EXCH-A multihomed?\\nNo.
Does EXCH-A have two NICs?
EXCH-A is multihomed?
EXCH-A is multihomed, isn't it?
EXCH-A is multihomed, right?
Is EXCH-A multihomed
Multihomed: no
Multihomed: yes
Multihomed (yes/no):
EXCH-A: second NIC: disabled
[ ] EXCH-A has two NICs
Questions:\\n- EXCH-A has two NICs\\n- EXCH-A is clustered
Things to check:\\n- EXCH-A has two NICs\\n- mail is flowing
To do:\\n\\n- EXCH-A has two NICs
Please check that EXCH-A has two NICs.
Is mail flowing?
Mail is flowing?
Mail is flowing? No.
Mail flow: normal
""".strip().split("\n")
PAST_OR_PLANNED = """
EXCH-A used to be multihomed.
EXCH-A was multihomed.
EXCH-A had two NICs.
Before the move EXCH-A had two NICs.
Before the move EXCH-A has two NICs.
Previously EXCH-A has two NICs.
Last year EXCH-A has two NICs.
EXCH-A is not yet multihomed.
EXCH-A will be multihomed.
We plan to put a second NIC into EXCH-A.
We want a second NIC in EXCH-A.
We removed the second NIC from EXCH-A.
We took the second card out of EXCH-A.
We disabled the second NIC in EXCH-A.
EXCH-A has two NICs, one of which is disabled.
Mail was flowing until yesterday.
Mail is flowing again after a restart but stops.
The trust between the domains is broken.
""".strip().split("\n")
DENIED = """
multihomed it is not
EXCH-A is not only multihomed.
EXCH-A is not unlikely multihomed.
EXCH-A does not have three NICs.
EXCH-A never has no second NIC.
Mail is not delayed.
I don't think mail is flowing.
It is not true that mail is flowing.
Mail is flowing, not.
The servers are not in the same site.
EXCH-A is not Exchange 2000.
EXCH-A has no SP4.
""".strip().split("\n")
BOUNDS = """
EXCH-A will be upgraded to SP4.
We plan to install SP4 on EXCH-A.
Install SP4 on EXCH-A.
EXCH-A needs SP4.
This is fixed in SP4.
EXCH-A is not yet on SP4.
EXCH-A is before SP4.
EXCH-A is older than SP4.
EXCH-A is older than Exchange 5.5 SP4.
EXCH-A is older than build 2651.75.
EXCH-A has SP4 or later.
EXCH-A has at least SP3.
EXCH-A has SP3 or SP4.
EXCH-A has SP3/SP4.
EXCH-A has SP4+.
EXCH-A: SP4 (planned)
The MTA on EXCH-A is at least 2651.75.
We migrate from Exchange 5.5 to Exchange 2000.
Store.exe on EXCH-A is build 2653.23.
EXCH-A has IE 5.5 SP2.
EXCH-A has Outlook 2000 SP1.
EXCH-A has the address 172.16.100.2.
""".strip().split("\n")
SOME_MAIL = """
Mail to EXCH-A is flowing.
Mail from EXCH-B is flowing.
Mail is flowing to EXCH-A.
Outbound mail is fine.
inbound is ok
Mail is flowing in one direction.
Mail is flowing, but slowly.
Mail is flowing. But slowly.
Mail is flowing - slowly.
Mail is flowing... slowly.
Mail is flowing (slowly).
Mail is flowing, though with delays.
Mail is flowing now and then.
Mail is flowing, mostly.
Mail flows only at night.
Mail is flowing except to EXCH-A.
Mail is flowing for everyone but Bob.
Mail is flowing inside the site.
Mail is flowing between EXCH-A and EXCH-C.
Mail flow between our users is normal.
Internet mail is fine.
Internet mail is delayed.
Mail to the internet is stuck.
My mail is stuck.
A user's mail is stuck.
One message is stuck.
Opening mail is slow.
No user complains.
Mail is flowing, users complain.
EXCH-A is down and mail is flowing.
"Mail is flowing" is what they told us.
DNS ok
name resolution works
""".strip().split("\n")
SOMEBODY_ELSE = """
EXCH-C has two NICs.
EXCH-A, EXCH-B and EXCH-C are multihomed.
EXCH-C is a multihomed server.
The X.400 connector to EXCH-C is down.
EXCH-A is in the same site as EXCH-C.
EXCH-B cannot resolve the FQDN of EXCH-C.
EXCH-A is low on memory.
There is a firewall between EXCH-A and the internet.
The print server PRINT-01 has two NICs.
""".strip().split("\n")
NOBODY_CERTAIN = """
It has two NICs.
two NICs
The server has two NICs.
EXCH-B talks to a multihomed server.
EXCH-B talks to our bridgehead, which has two NICs.
EXCH-B talks to our bridgehead and has two NICs.
EXCH-B logs 9322 and Zeus has two NICs.
EXCH-B reports that the proxy has two NICs.
EXCH-A's neighbour has two NICs.
The admin of EXCH-A has two NICs in his drawer.
EXCH-A is connected to a switch with two NICs.
The second NIC of EXCH-A's backup server is new.
EXCH-A is fine, the other server has two NICs.
EXCH-A logs nothing. This server has two NICs.
EXCH-A and EXCH-B are fine. It has two NICs.
EXCH-A, unlike EXCH-B, has two NICs.
""".strip().split("\n")
ARTICLE = [
    "Q303156 says: EXCH-A is multihomed.",
    "See KB303156.\nEXCH-A is multihomed and mail is flowing.",
    "CAUSE\n=====\n\nEXCH-A is multihomed.\n\nMail flow is not interrupted.",
    "Resolution:\n\nEXCH-A is multihomed.",
    "Consider two servers. EXCH-A is multihomed.",
    "It is important to note that EXCH-A is multihomed, yet mail flow is not interrupted.",
    "Consider a two-server scenario in which one server, ServerA, is multihomed.",
    "ServerB logs two failures, but mail transfer is not affected.",
    'The other admin wrote "EXCH-A has two NICs".',
]


def shown(text: str) -> str:
    return text.replace("\\n", "\n")


@pytest.mark.parametrize("text", DOUBTED)
def test_what_is_doubted_is_not_stated(text: str) -> None:
    assert said(shown(text)) == []


@pytest.mark.parametrize("text", ASKED)
def test_what_is_asked_or_to_be_filled_in_is_not_stated(text: str) -> None:
    assert said(shown(text)) == []


@pytest.mark.parametrize("text", PAST_OR_PLANNED)
def test_what_is_past_planned_or_undone_is_not_stated(text: str) -> None:
    assert said(shown(text)) == []


@pytest.mark.parametrize("text", DENIED)
def test_a_denial_that_could_mean_several_things_states_nothing(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("text", BOUNDS)
def test_a_bound_a_plan_or_another_products_version_is_not_stated(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("text", SOME_MAIL)
def test_what_is_said_of_some_mail_is_not_said_of_all(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("text", SOMEBODY_ELSE)
def test_what_is_said_of_others_is_neither_stated_nor_asked(text: str) -> None:
    assert (said(text), asked(text)) == ([], [])


@pytest.mark.parametrize("text", NOBODY_CERTAIN)
def test_what_is_said_of_nobody_certain_becomes_a_question(text: str) -> None:
    assert said(text) == []
    assert asked(text) == ["server.multihomed or peer.multihomed=true"]


@pytest.mark.parametrize("text", ARTICLE)
def test_what_an_article_or_a_quotation_says_is_not_stated(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "more",
    [
        "However, mail to EXCH-A is stuck.",
        "I am afraid that mail to EXCH-A may be stuck.",
        "Why is mail delayed?",
        "Perhaps the queues are backing up.",
        "Yesterday mail was stuck.",
        "I do not think that mail is flowing.",
        "Mail is flowing, but slowly.",
    ],
)
def test_what_other_sentences_cast_doubt_on_does_not_count_as_normal(more: str) -> None:
    for text in (f"Mail is flowing. {more}", f"{more} Mail is flowing.", f"Mail is flowing.\n\n{more}"):
        assert "mail_flow=normal" not in said(text), text


def test_a_sentence_that_begins_with_a_but_takes_back_what_was_said() -> None:
    assert said("Mail is flowing. But it takes a while.") == []


def test_a_statement_that_is_withdrawn_leaves_a_warning_with_its_span() -> None:
    text = "Mail is flowing.\n\nI fear that mail may be stuck."
    (warning,) = read(text).warnings
    assert (warning.code, warning.facts, warning.span) == ("doubtful_statement", ("mail_flow",), (0, 15))
