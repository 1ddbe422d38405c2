"""An article that nobody wrote, in the print of those that somebody did."""

from __future__ import annotations

PRINTED = """\
DOCUMENT:Q900001  06-AUG-2001  [exchange]
TITLE   :XCON: The Sluice Gate Jams with Event 9322
PRODUCT :Microsoft Exchange
PROD/VER:winnt:5.5 SP3
OPER/SYS:
KEYWORDS:

======================================================================
-------------------------------------------------------------------------------
The information in this article applies to:

 - Microsoft Exchange Server, version 5.5 SP3\x20
 - Microsoft Exchange Server, version 5.5 SP4, on
   the Alpha platform
-------------------------------------------------------------------------------


SYMPTOMS
========

The gate jams, and the log
has these entries:

   Event ID: 9322
   Source: MSExchangeMTA
   Description: The gate is shut.

CAUSE
=====

Phase 1 - Water
---------------

Water came first.
\x20\x20
Phase 2
-------

Then the
mud.


WORKAROUND
==========

 - Open the gate.

MORE INFORMATION
================

Events 9318 and 9322 are in Q303156, 9301 events in the article below:

   Q193380 XCON: Mail Does Not Flow


Additional query words: gate

======================================================================
Keywords          :
Issue type        : kbprb

=============================================================================

THE INFORMATION PROVIDED IN THE MICROSOFT KNOWLEDGE BASE IS
PROVIDED "AS IS" WITHOUT WARRANTY OF ANY KIND.
"""
