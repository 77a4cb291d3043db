from playwright.sync_api import Browser


def test_chromium_renders_and_runs_scripts(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<h1>Hello</h1><script>document.title = 'Run'</script>")
    assert page.get_by_role("heading").inner_text() == "Hello"
    assert page.title() == "Run"
    page.close()
