"""The language of a text, and the receipt codes in it."""

import pytest
from hypothesis import given, strategies

from engage.comments.rules import normalized_receipt, receipt_code
from engage.mail.incoming.sorting.codes import MOST_CODES, receipt_codes
from engage.mail.incoming.sorting.languages import language_of
from tests.mail.incoming.sorting.mails import written

CODES = strategies.text(min_size=1, max_size=20).map(lambda nonce: receipt_code(b"secret", nonce))

FRENCH = """
Bonjour
Merci beaucoup
Je retire mon commentaire
Veuillez retirer mon commentaire
RETRAIT
C'est une très mauvaise idée
Je suis d'accord
Le projet est bon pour nous
Je pense que le gouvernement devrait construire plus de pistes cyclables dans notre ville.
Nous voulons plus d'autobus pour aller a l'ecole dans notre quartier
Le pont Lions Gate est trop étroit et les autobus restent bloqués chaque matin; il faut une voie.
"""
ENGLISH = """
Hello
OK
Surrey
Withdraw
More bike lanes please
I think so
Rue Saint-Laurent
Please fix the road near Rue Saint-Laurent in Maillardville, merci.
The Métis Nation of Greater Victoria should be heard about the café and the résumé of the plan.
I agree with the plan to close the street to cars on Sundays.
請增加列治文的巴士班次。
ਬੱਸਾਂ ਹੋਰ ਚਾਹੀਦੀਆਂ ਹਨ
El gobierno debe escuchar a los vecinos, que no quieren la carretera en el parque de la ciudad.
12345 67890
???
"""


@pytest.mark.parametrize("text", ["", *ENGLISH.strip().split("\n")])
def test_english_and_what_is_neither_is_answered_in_english(text: str) -> None:
    assert written(text).language == "en"


@pytest.mark.parametrize("text", FRENCH.strip().split("\n"))
def test_french_is_answered_in_french(text: str) -> None:
    assert language_of(text) == "fr"


def test_a_mail_without_words_is_answered_in_the_language_of_its_subject() -> None:
    link = "https://engage.gov.bc.ca/withdraw/abcDEF123.xyz_456"
    assert written(link, subject="Re: Nous avons votre commentaire").language == "fr"
    assert written(link, subject="Re: We have your comment").language == "en"
    assert written("", subject="").language == "en"
    assert (
        written("Thank you very much.", subject="Re: Nous avons votre commentaire").language == "en"
    )


def test_no_more_than_the_first_page_is_read() -> None:
    assert language_of("Le gouvernement devrait écouter les citoyens. " * 500_000) == "fr"
    assert language_of("\ud800" * 10 + "bonjour") == "fr"


@given(code=CODES)
def test_every_code_is_found_in_the_forms_in_which_it_travels(code: str) -> None:
    groups = code.split("-")
    for form in (
        code,
        code.lower(),
        "\u2011".join(groups),
        f"({code})",
        f"> {code}.",
        f"x {code}",
    ):
        assert receipt_codes(f"My receipt: {form}\nThanks") == (normalized_receipt(code),)


def test_codes_with_spaces_need_a_digit() -> None:
    assert receipt_codes("my code is 7k2m 9qxa 0d3f v1tc") == ("7K2M9QXA0D3FV1TC",)
    assert receipt_codes("they were very glad when that mail came here") == ()


@pytest.mark.parametrize(
    "text",
    [
        "7K2M-9QXA-0D3F",
        "X7K2M-9QXA-0D3F-V1TC",
        "7K2M-9QXA-0D3F-V1TCX",
        "7K2M-9QXA\n0D3F-V1TC",
        "UUUU-UUUU-UUUU-UUUU",
        "1234 5678 abc",
    ],
)
def test_what_has_another_form_is_no_code(text: str) -> None:
    assert receipt_codes(text) == ()


def test_codes_are_told_once_each_and_only_the_first_few() -> None:
    codes = [receipt_code(b"secret", str(number)) for number in range(50)]
    found = receipt_codes(" ".join([codes[0], *codes]))
    assert found == tuple(normalized_receipt(code) for code in codes[:MOST_CODES])
