"""HTML of the mail programs that people have: what they mark as quoted or as a signature is cut."""

import pytest

from tests.mail.incoming.reading.making import FRENCH, OWN, Case, both, by_name, check, mail

OURS = "Thank you for your comment. Your receipt code is below."
RE = {"subject": "Re: The ferry", "headers": "In-Reply-To: <ours@gov.bc.ca>\n"}
HTML = {"kind": "text/html; charset=utf-8"}
OUTLOOK = (
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
    '<p class="MsoNormal"><b><span lang="EN-US">From:</span></b><span lang="EN-US"> Engage BC '
    "&lt;engage@gov.bc.ca&gt; <br><b>Sent:</b> March 2, 2026 9:15 AM<br><b>To:</b> Robin<br>"
    '<b>Subject:</b> Thank you<o:p></o:p></span></p></div><p class="MsoNormal">'
    f'<o:p>&nbsp;</o:p></p><p class="MsoNormal">{OURS}<o:p></o:p></p>'
)

CASES = [
    Case(
        "gmail",
        mail(
            f'<div dir="ltr">{OWN}</div><br><div class="gmail_quote gmail_quote_container">'
            '<div dir="ltr" class="gmail_attr">On Mon, Mar 2, 2026 at 9:15 AM Engage BC &lt;'
            '<a href="mailto:engage@gov.bc.ca">engage@gov.bc.ca</a>&gt; wrote:<br></div>'
            '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">'
            f"<div>{OURS}</div></blockquote></div>",
            **RE,
            **HTML,
        ),
        OWN,
        ("On Mon, Mar 2, 2026", OURS),
    ),
    Case(
        "gmail, written below and between",
        mail(
            '<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">On Mon, Engage BC '
            'wrote:<br></div><blockquote class="gmail_quote">Which sailing?</blockquote>'
            '<div>The first one.</div><blockquote class="gmail_quote">How often?</blockquote>'
            "<div>Every day.</div></div></div>",
            **RE,
            **HTML,
        ),
        "The first one.\n\nEvery day.",
        ("On Mon, Engage BC wrote:", "Which sailing?", "How often?"),
    ),
    Case(
        "gmail with a signature",
        mail(
            f'<div dir="ltr">{OWN}<br clear="all"><div><br></div>'
            '<span class="gmail_signature_prefix">-- </span><br>'
            '<div dir="ltr" class="gmail_signature">Robin Sample<br>Powell River</div></div>',
            **HTML,
        ),
        OWN,
        ("Robin Sample", "Powell River"),
    ),
    Case(
        "apple mail",
        mail(
            f'<html><body style="word-wrap: break-word;">{OWN}<br id="lineBreakAtBeginningOf'
            'Message"><div><br><blockquote type="cite"><div>On Mar 2, 2026, at 9:15 AM, Engage BC '
            '&lt;engage@gov.bc.ca&gt; wrote:</div><br class="Apple-interchange-newline"><div>'
            f"{OURS}</div></blockquote></div><br></body></html>",
            **RE,
            **HTML,
        ),
        OWN,
        ("On Mar 2, 2026", OURS),
    ),
    Case(
        "iphone",
        mail(
            f'<html><body dir="auto">{OWN}<br><br><div dir="ltr">Sent from my iPhone</div>'
            '<div dir="ltr"><br><blockquote type="cite">On Mar 2, 2026, at 9:15 AM, Engage BC '
            f'wrote:<br><br></blockquote></div><blockquote type="cite"><div>{OURS}</div>'
            "</blockquote></body></html>",
            **RE,
            **HTML,
        ),
        OWN,
        ("Sent from my iPhone", "On Mar 2, 2026", OURS),
    ),
    Case(
        "thunderbird",
        mail(
            f'<html><body><p>{OWN}</p><div class="moz-cite-prefix">On 2026-03-02 9:15 a.m., '
            'Engage BC wrote:<br></div><blockquote type="cite" cite="mid:1@gov.bc.ca">'
            f"<p>{OURS}</p></blockquote></body></html>",
            **RE,
            **HTML,
        ),
        OWN,
        ("On 2026-03-02", OURS),
    ),
    Case(
        "thunderbird with a signature, answered below",
        mail(
            '<div class="moz-cite-prefix">Le 2026-03-02 à 09:15, Engage BC a écrit :<br></div>'
            f'<blockquote type="cite"><p>{OURS}</p></blockquote><p>{FRENCH}</p>'
            '<pre class="moz-signature" cols="72">-- \nRobin Sample</pre>',
            **RE,
            **HTML,
        ),
        FRENCH,
        ("Le 2026-03-02", OURS, "Robin Sample"),
    ),
    Case(
        "yahoo",
        mail(
            f'<div class="ydp1yahoo-style-wrap"><div>{OWN}</div><div><br></div></div>'
            '<div id="ydp2yahoo_quoted_1" class="ydp2yahoo_quoted"><div>'
            "<div>On Monday, March 2, 2026 at 09:15:01 a.m. PST, Engage BC &lt;engage@gov.bc.ca"
            f"&gt; wrote:</div><div><br></div><div>{OURS}</div></div></div>",
            **RE,
            **HTML,
        ),
        OWN,
        ("On Monday, March 2, 2026", OURS),
    ),
    Case(
        "outlook",
        mail(
            '<html><head><meta name="Generator" content="Microsoft Word 15"><style>p.MsoNormal '
            f'{{margin:0cm}}</style></head><body><div class="WordSection1"><p class="MsoNormal">'
            f'{OWN}<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>{OUTLOOK}'
            "</div></body></html>",
            **RE,
            **HTML,
        ),
        OWN,
        ("From: Engage BC", OURS),
    ),
    Case(
        "outlook in French, with a signature of paragraphs",
        mail(
            f'<p class="MsoNormal">{FRENCH}<o:p></o:p></p><p class="MsoNormal"><o:p>'
            '&nbsp;</o:p></p><p class="MsoNormal">Robine Exemple</p>'
            '<p class="MsoNormal">Directrice</p>'
            '<p class="MsoNormal">604-555-0142</p>'
            + OUTLOOK.replace("From:", "De :")
            .replace("Sent:", "Envoyé :")
            .replace("To:", "À :")
            .replace("Subject:", "Objet :"),
            **RE,
            **HTML,
        ),
        FRENCH,
        ("Robine Exemple", "604-555-0142", "De : Engage BC", OURS),
    ),
    Case(
        "outlook on the web",
        mail(
            f'<div class="elementToProof" style="font-family: Aptos">{OWN}</div>'
            '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
            '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> Engage BC<br>'
            "<b>Sent:</b> March 2, 2026 9:15 AM<br><b>To:</b> Robin<br><b>Subject:</b> Thank you"
            f"</font><div>&nbsp;</div></div><div>{OURS}</div>",
            **RE,
            **HTML,
        ),
        OWN,
        ("Engage BC", OURS),
    ),
    Case(
        "new outlook",
        mail(
            f'<div class="elementToProof">{OWN}</div><div id="mail-editor-reference-message-'
            'container"><div><div style="border-top: 1pt solid"><p>From: Engage BC<br>Date: March 2'
            f"</p></div><div>{OURS}</div></div></div>",
            **RE,
            **HTML,
        ),
        OWN,
        ("From: Engage BC", OURS),
    ),
    Case(
        "outlook for ios",
        mail(
            f'<div dir="ltr">{OWN}</div><div id="ms-outlook-mobile-signature"><div><br></div>Get '
            '<a href="https://aka.ms/o0ukef">Outlook for iOS</a></div>',
            **HTML,
        ),
        OWN,
        ("Get Outlook for iOS",),
    ),
    Case(
        "outlook 2003",
        mail(
            f'<div>{OWN}</div><blockquote><div class="OutlookMessageHeader" dir="ltr">-----'
            "Original Message-----<br><b>From:</b> Engage BC<br></div>"
            f"<div>{OURS}</div></blockquote>",
            **RE,
            **HTML,
        ),
        OWN,
        ("Original Message", OURS),
    ),
    Case(
        "proton",
        mail(
            f'<div>{OWN}</div><div class="protonmail_signature_block"><div>Sent with Proton Mail '
            'secure email.</div></div><div class="protonmail_quote">On Monday, March 2nd, 2026 at '
            "9:15 AM, Engage BC &lt;engage@gov.bc.ca&gt; wrote:<br><blockquote "
            f'class="protonmail_quote" type="cite">{OURS}</blockquote></div>',
            **RE,
            **HTML,
        ),
        OWN,
        ("Sent with Proton Mail", "On Monday", OURS),
    ),
    Case(
        "zimbra",
        mail(
            f'<div>{OWN}</div><hr id="zwchr"><div><b>From: </b>Engage BC<br></div>'
            f"<div>{OURS}</div>",
            **RE,
            **HTML,
        ),
        OWN,
        ("From: Engage BC", OURS),
    ),
    Case(
        "a hidden line for previews, a style sheet and a script",
        mail(
            "<html><head><title>Mail</title><style>p {color: red}</style><script>alert(1)</script>"
            '</head><body><div style="display:none;max-height:0">Preview of it</div>'
            '<img src="https://tracker.example/a.gif" alt="tracker" width="1" height="1">'
            f"<p>{OWN}</p></body></html>",
            **HTML,
        ),
        OWN,
    ),
    Case(
        "a passage of the paper in a plain blockquote stays",
        mail(
            "<p>The paper says:</p><blockquote>The sailing ends in June.</blockquote>"
            "<p>That is too early.</p>",
            **HTML,
        ),
        "The paper says:\n\nThe sailing ends in June.\n\nThat is too early.",
    ),
    Case(
        "lists and tables",
        mail(
            "<p>I want:</p><ul><li>earlier sailings</li><li>a shelter</li></ul>"
            "<table><tr><td>Monday</td><td>6:00</td></tr><tr><td>Sunday</td><td>8:00</td></tr>"
            "</table>",
            **HTML,
        ),
        "I want:\n\n* earlier sailings\n* a shelter\nMonday 6:00\nSunday 8:00",
    ),
    Case(
        "entities, and blanks that do not break",
        mail("<div>5&nbsp;&lt;&nbsp;6 &amp; caf&eacute; &#8212; &ldquo;yes&rdquo;</div>", **HTML),
        "5 < 6 & café — “yes”",
    ),
    Case(
        "tags that never close",
        mail("<div><p>One<p>Two<b>Three<table><td>Four", **HTML),
        "One\n\nTwoThree\nFour",
    ),
    Case("no tag at all", mail(OWN, **HTML), OWN),
    Case(
        "plain text is read where it has words",
        both(OWN, "<p>Something <b>else</b></p>"),
        OWN,
    ),
    Case("a blank plain text", both(" \n\n", f"<p>{OWN}</p>"), OWN),
    Case(
        "a plain text that says to look at the HTML",
        both("This message is in HTML. Your program cannot display it.", f"<p>{OWN}</p>"),
        OWN,
    ),
    Case(
        "pictures alone are no words",
        mail('<img src="cid:1" alt="A ferry">' + f"<p>{OWN}</p>", **HTML),
        OWN,
    ),
    Case(
        "everything within a cite, and nothing answered",
        mail(f'<blockquote type="cite"><p>{OWN}</p></blockquote>', **HTML),
        OWN,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_html(case: Case) -> None:
    check(case)
