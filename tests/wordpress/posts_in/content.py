"""What people write on WordPress, in the block editor's markup and as it was before."""

# ruff: noqa: E501  lines stand as WordPress keeps them

from typing import Final

BLOCKS: Final = {
    "nested lists": """<!-- wp:list -->
<ul><!-- wp:list-item --><li>One<!-- wp:list {"ordered":true} -->
<ol><!-- wp:list-item --><li>Inner # one</li><!-- /wp:list-item -->
<!-- wp:list-item --><li>1. Inner two</li><!-- /wp:list-item --></ol>
<!-- /wp:list --></li><!-- /wp:list-item -->
<!-- wp:list-item --><li>Two <strong>strong</strong></li><!-- /wp:list-item --></ul>
<!-- /wp:list -->""",
    "code": """<!-- wp:code -->
<pre class="wp-block-code"><code>if a &lt; b:
    print("*x*")

    # y_z</code></pre>
<!-- /wp:code -->
<!-- wp:preformatted -->
<pre class="wp-block-preformatted">pre   formatted</pre>
<!-- /wp:preformatted -->
<!-- wp:verse -->
<pre class="wp-block-verse">Roses <em>are</em>
red</pre>
<!-- /wp:verse -->""",
    "columns": """<!-- wp:columns -->
<div class="wp-block-columns"><!-- wp:column -->
<div class="wp-block-column"><!-- wp:paragraph -->
<p>Left</p>
<!-- /wp:paragraph --></div>
<!-- /wp:column --><!-- wp:column -->
<div class="wp-block-column"><!-- wp:paragraph -->
<p>Right</p>
<!-- /wp:paragraph --></div>
<!-- /wp:column --></div>
<!-- /wp:columns -->""",
    "buttons": """<!-- wp:buttons -->
<div class="wp-block-buttons"><!-- wp:button -->
<div class="wp-block-button"><a class="wp-block-button__link" href="https://example.org/go">Go on</a></div>
<!-- /wp:button --></div>
<!-- /wp:buttons -->""",
    "cover": """<!-- wp:cover {"url":"PICTURE","dimRatio":50} -->
<div class="wp-block-cover"><span aria-hidden="true" class="wp-block-cover__background"></span><img class="wp-block-cover__image-background" alt="" src="PICTURE" data-object-fit="cover"/><div class="wp-block-cover__inner-container"><!-- wp:paragraph -->
<p>Over the picture</p>
<!-- /wp:paragraph --></div></div>
<!-- /wp:cover -->""",
    "details": """<!-- wp:details -->
<details class="wp-block-details"><summary>More on it</summary><!-- wp:paragraph -->
<p>Hidden at first</p>
<!-- /wp:paragraph --></details>
<!-- /wp:details -->""",
    "quotes": """<!-- wp:quote -->
<blockquote class="wp-block-quote"><!-- wp:paragraph --><p>Quoted &amp; said</p><!-- /wp:paragraph --><cite>Somebody</cite></blockquote>
<!-- /wp:quote -->
<!-- wp:pullquote -->
<figure class="wp-block-pullquote"><blockquote><p>Pulled</p><cite>Else</cite></blockquote></figure>
<!-- /wp:pullquote -->""",
    "table": """<!-- wp:table -->
<figure class="wp-block-table"><table><thead><tr><th>Line|s</th><th>Fare</th></tr></thead><tbody><tr><td>9</td><td>$ 2<br>each</td></tr></tbody></table><figcaption>Fares</figcaption></figure>
<!-- /wp:table -->""",
    "embed": """<!-- wp:embed {"url":"https://nowhere.invalid/v","type":"rich"} -->
<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
https://nowhere.invalid/v
</div><figcaption>Watch it</figcaption></figure>
<!-- /wp:embed -->""",
    "picture": """<!-- wp:image {"sizeSlug":"large"} -->
<figure class="wp-block-image size-large"><img src="PICTURE" alt="A bus"/><figcaption>Taken <em>there</em></figcaption></figure>
<!-- /wp:image -->""",
    "gallery": """<!-- wp:gallery {"linkTo":"none"} -->
<figure class="wp-block-gallery has-nested-images"><!-- wp:image -->
<figure class="wp-block-image"><img src="PICTURE" alt="First"/><figcaption>The first</figcaption></figure>
<!-- /wp:image --></figure>
<!-- /wp:gallery -->""",
    "harm": """<!-- wp:html -->
<div onclick="x()"><script>alert("scripted")</script><style>p{}</style>
<form action="https://evil.invalid"><label>Field</label><input name="x"></form>
<a href="javascript:alert(1)">Plain words</a><iframe src="https://www.youtube.com/embed/abc123"></iframe></div>
<!-- /wp:html -->""",
    "scripts of the world": """<!-- wp:paragraph -->
<p>مرحبا بالعالم 👩‍🚀 日本語 Ünïcödé &lt;tag&gt; [sic] 1. * # x</p>
<!-- /wp:paragraph -->
<!-- wp:heading {"level":1} --><h1>First head</h1><!-- /wp:heading -->
<!-- wp:heading --><h2>Second #</h2><!-- /wp:heading -->
<!-- wp:separator --><hr class="wp-block-separator"/><!-- /wp:separator -->""",
    "reused": """<!-- wp:paragraph --><p>Before</p><!-- /wp:paragraph -->
<!-- wp:latest-posts /-->""",
}

CLASSIC: Final = {
    "paragraphs": "One line\nanother line\n\nSecond <b>paragraph</b> & more\n\n# no heading\n"
    "<h2>Heading</h2>\nText right after",
    "lists": "Before\n\n<ul>\n<li>One</li>\n<li>Two\n<ol>\n<li>Deep</li>\n</ol>\n</li>\n</ul>\nAfter",
    "caption": '[caption id="a" align="alignnone" width="40"]<img src="PICTURE" alt="A bus" '
    'width="40" height="30" /> The caption[/caption]\n\nAfter it',
    "media": '[embed]https://nowhere.invalid/v[/embed]\n\nWords\n\n[audio src="https://wp.invalid/a.mp3"]',
    "plain brackets": "He said [sic] and [1].",
    "pre": "Start\n\n<pre>a\n\n  b</pre>\n\nEnd",
    "table": "<table>\n<tr><td>A</td><td>B</td></tr>\n</table>",
    "quote": "<blockquote>Quoted\n\nTwice</blockquote>\nAfter",
}
