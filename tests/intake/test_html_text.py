"""HTML becomes text whose lines are those a person saw."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.html_text import holds_html, html_to_text, with_tags_decoded
from tests.intake.reports import MODERATE

OUTLOOK = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta charset=utf-8><style><!--\n"
    "p.MsoNormal {margin:0cm}\n--></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext='edit'/></xml><![endif]-->"
    "</head>\n<body lang=EN-GB><div class=WordSection1>\n"
    "<p class=MsoNormal>Hello,<o:p></o:p></p>\n<p class=MsoNormal><o:p>&nbsp;</o:p></p>\n"
    "<p class=MsoNormal><span style='font-family:\"Courier\"'>Event Source:&nbsp; MSExchangeMTA<o:p></o:p></span></p>\n"
    "<p class=MsoNormal><span\nstyle='color:red'>Event\nID:&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; 9322<o:p></o:p></span></p>\n"
    "<![if !supportLists]><p class=MsoNormal>Computer: EXCH-B</p><![endif]>\n</div></body></html>"
)
LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=20
)
BAITS = ["<!--", "<![", "<!doctype", "<?", "<a", "<a ", '<a "', "<a x='", "<", "</", "<div>", "<pre>", "<br>", "<td>"]
BAITS += [
    "<script>",
    "<style ",
    "</script",
    "&#9",
    "&#x",
    "&nbsp",
    "&",
    "<tr><td>",
    "<p><p ",
    "&lt;p",
    "<o:p>",
    '<p "">',
]


def test_outlook_mail_keeps_one_label_to_a_line() -> None:
    assert html_to_text(OUTLOOK).split("\n") == [
        "Hello,",
        "",
        "Event Source:  MSExchangeMTA",
        "Event ID:      9322",
        "Computer: EXCH-B",
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("one<br>two<BR/>three<br />four", "one\ntwo\nthree\nfour"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<div>two</div>three", "one\ntwo\nthree"),
        ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
        ("one<br><br><br><br><br>two", "one\n\ntwo"),
        ("<h1>one</h1>two<blockquote>three</blockquote>four", "one\ntwo\nthree\nfour"),
        ("<ul><li>one<li>two</ul>", "one\ntwo"),
        ("<p>one\n  two\tthree</p>", "one two three"),
        ("<p>a&nbsp;&nbsp;b &amp; c &lt;d&gt; &#233;</p>", "a  b & c <d> é"),
        ("<p>one&#13;two</p>", "one\ntwo"),
        ("<b>bold</b> and <i>slanted</i> <p>x", "bold and slanted\nx"),
    ],
)
def test_lines_end_where_they_were_seen_to_end(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_cells_of_a_row_are_divided_by_tabs() -> None:
    rows = "<table><tr><td><p>Event ID:</p></td><td><p>9322</p></td></tr>\n<tr><th>Source:<th>MSExchangeMTA</table>end"
    assert html_to_text(rows) == "Event ID:\t9322\nSource:\tMSExchangeMTA\nend"


def test_what_is_preformatted_is_left_as_it_is() -> None:
    assert html_to_text("<div>see</div><pre>a:\t1\n  b:  2\n\nc</pre>end") == "see\na:\t1\n  b:  2\n\nc\nend"


def test_lines_of_text_that_holds_no_tag_which_ends_lines_are_kept() -> None:
    assert html_to_text("<b>Event ID:</b> 9322\r\nSource: X &amp; Y") == "Event ID: 9322\nSource: X & Y"


def test_scripts_styles_heads_and_comments_are_left_out() -> None:
    html = "<head><title>t</title></head><p>a<script>if (a < b) x('</p>')</script><STYLE>p{}</style ><!-- <p>c --></p>b"
    assert html_to_text(html) == "a\nb"


@pytest.mark.parametrize("opened", ["<!--", "<script>", "<style>", "<head>", "<title>", "<p", "<!doctype", "<?xml"])
def test_nothing_is_lost_because_something_is_never_closed(opened: str) -> None:
    assert "Event ID: 9322" in html_to_text(f"<p>one</p>{opened} Event ID: 9322<br>end")


@pytest.mark.parametrize("written", ["<EXCH-A>", "<jo@example.com>", "a < b and c > d", "a <b c", "<9322>", "1<2"])
def test_what_only_looks_like_a_tag_is_text(written: str) -> None:
    assert html_to_text(f"<p>{written}</p>") == written


def test_a_bracket_inside_a_quoted_attribute_ends_no_tag() -> None:
    assert html_to_text('<p><a title="a > b" href="x">link</a></p>') == "link"


def test_what_was_struck_out_states_nothing_but_is_seen_to_have_been_there() -> None:
    html = "<p>Mail is <s>flowing</s> <DEL class=x>fine<br>really</DEL> held up</p><p>and <strike>never closed</p>"
    assert html_to_text(html) == "Mail is [struck out] [struck out] held up\nand never closed"


def test_html_whose_brackets_are_encoded_is_decoded_once() -> None:
    for encoded in ("&#60;p&#62;a &#38;lt; b&#60;br&#62;c&#60;/p&#62;", "&lt;p&gt;a &amp;lt; b&lt;br /&gt;c&lt;/p&gt;"):
        assert html_to_text(with_tags_decoded(encoded)) == "a < b\nc"


@pytest.mark.parametrize("html", ["<p>say &lt;br&gt; here</p>", "plain", "1 &lt; 2 &lt;EXCH-A&gt;"])
def test_html_that_is_not_encoded_stays(html: str) -> None:
    assert with_tags_decoded(html) == html


@pytest.mark.parametrize(("text", "html"), [("a<br>b", True), ("<EXCH-A>", False), ("a < b > c", False), ("", False)])
def test_html_is_told_from_plain_text(text: str, html: object) -> None:
    assert holds_html(text) is html


@pytest.mark.parametrize("digits", ["9" * 5000, "x" + "f" * 5000, "99999999999"])
def test_a_character_reference_beyond_all_characters_is_left_as_written(digits: str) -> None:
    assert html_to_text(f"<p>&#{digits};</p>") == f"&#{digits};"


@MODERATE
@given(
    st.lists(LINES, min_size=1, max_size=8),
    st.sampled_from(["<p>{}</p>", "<div>{}</div>", "{}<br>", "<li>{}", "<tr><td>{}"]),
)
def test_every_line_is_read_back_whatever_stands_around_it(lines: list[str], around: str) -> None:
    html = "\r\n".join(around.format(escape(line)) for line in lines)
    assert html_to_text(html) == "\n".join(lines)


@MODERATE
@given(
    st.lists(st.sampled_from([*BAITS, ">", "-->", "</p>", "x", " ", "\n", '"', "</td>", "</pre>", "\0"]), max_size=60)
)
def test_rubbish_is_read_somehow_with_at_most_one_blank_line_on_end(pieces: list[str]) -> None:
    text = html_to_text("<p>start</p>" + "".join(pieces))
    assert text.startswith("start")
    if not any(one in pieces for one in ("<pre>",)):
        assert "\n\n\n" not in text


@pytest.mark.parametrize("bait", BAITS)
def test_bait_is_read_to_its_end(bait: str) -> None:
    """Quadratic time would make these take minutes, which the time limit of a test does not allow."""
    assert html_to_text(bait * (400_000 // len(bait)) + "<p>the end").endswith("the end")
