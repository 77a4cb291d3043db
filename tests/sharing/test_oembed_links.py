"""Where a page leads to its card is kept by the address of the page, from which it follows."""

from engage.sharing.oembed import discovery

SITE, OTHER = "https://engage.example", "https://talk.example"
PAGE = "/engagements/night-buses/routes"


def test_each_page_leads_to_its_own_card_whichever_was_asked_for_before() -> None:
    pages = [f"{SITE}{PAGE}", f"{SITE}/fr{PAGE}", f"{SITE}/engagements/night-buses"]
    for _again in range(2):
        found = [discovery(page, SITE)[0][1] for page in pages]
        assert found == [
            f"{SITE}/oembed?url=https%3A%2F%2Fengage.example{path}&format=json"
            for path in (
                "%2Fengagements%2Fnight-buses%2Froutes",
                "%2Ffr%2Fengagements%2Fnight-buses%2Froutes",
                "%2Fengagements%2Fnight-buses",
            )
        ]


def test_a_page_of_another_site_has_no_card_here_although_it_has_one_there() -> None:
    assert discovery(f"{OTHER}{PAGE}", OTHER)
    assert discovery(f"{OTHER}{PAGE}", SITE) == ()
