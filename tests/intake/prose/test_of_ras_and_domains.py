"""Sentences about Dynamic RAS Connectors, domains and security: what they state, and what they do not."""

from __future__ import annotations

import pytest

from tests.intake.prose.saying import Table, said

A, B = "@EXCH-A", "@EXCH-B"
STATED: Table = {
    "The sites are linked by a DRAS connector.": ["link.connector=dynamic_ras_connector"],
    "Both servers are connected via DRAS.": ["link.connector=dynamic_ras_connector"],
    "The Remote Server Name differs from the Local MTA Name.": ["link.remote_server_name_exact=false"],
    "The Remote Server Name was typed in a different case.": ["link.remote_server_name_exact=false"],
    "The Remote Server Name is exactly the same as the Local MTA Name.": ["link.remote_server_name_exact=true"],
    "Dialing by hand works.": ["link.ras_dials_by_hand=true"],
    "Dialling by hand does not work either.": ["link.ras_dials_by_hand=false"],
    "The RAS override account is refused.": ["link.ras_override_accepted=false"],
    "On EXCH-B RemoteListen is set to 0.": [f"server.ras_remote_listen=0{B}"],
    "On EXCH-B the queue exceeds the threshold.": [f"server.ras_queue_over_threshold=true{B}"],
    "EXCH-B runs the Traditional Chinese version of Windows NT Server 3.51.": [
        f"server.traditional_chinese_nt351=true{B}"
    ],
    "The MTA name differs from the Exchange server name on EXCH-B.": [f"server.mta_name_is_server_name=false{B}"],
    "EXCH-B is a member server.": [f"server.domain_controller=false{B}"],
    "EXCH-B is not a domain controller.": [f"server.domain_controller=false{B}"],
    "EXCH-A is a BDC.": [f"peer.domain_controller=true{A}"],
    "EXCH-B can not find a domain controller.": [f"server.domain_controller_answers=false{B}"],
    "We installed the Windows 2000 Security Rollup Package on EXCH-A.": [f"peer.security_rollup=true{A}"],
    "EXCH-A runs without the Security Rollup Package.": [f"peer.security_rollup=false{A}"],
}
NOT_STATED = (
    "The Remote Server Name matches the Local MTA Name.",  # in which case, it does not say
    "The override account should be refused.",
    "Is SRP1 installed on EXCH-A?",
    "The Security Rollup Package was removed from EXCH-A.",
    "EXCH-A does not find EXCH-B, the PDC is down.",
    "Only local mail is delivered over the DRAS connector.",
)


@pytest.mark.parametrize("text", STATED)
def test_a_sentence_about_the_dialled_connection_states_its_fact(text: str) -> None:
    assert said(text) == STATED[text]


@pytest.mark.parametrize("text", NOT_STATED)
def test_a_sentence_that_leaves_it_open_states_nothing(text: str) -> None:
    assert said(text) == []
