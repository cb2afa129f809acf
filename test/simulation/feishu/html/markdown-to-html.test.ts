import { expect, test } from "vitest";
import { markdownToHtml } from "../../../../src/simulation/feishu/html/markdown-to-html.ts";

const html = (markdown: string) => markdownToHtml(markdown, (id) => (id === "ou_anna" ? "Anna <b>" : id));

test.each([
  ["**Cause** out of *memory*", "<p><strong>Cause</strong> out of <em>memory</em></p>"],
  ["one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"],
  ["# Title\n- a\n- b", '<p class="heading">Title</p><ul><li>a</li><li>b</li></ul>'],
  ["1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"],
  ["> said", "<blockquote>said<br></blockquote>"],
  ["a\n---\nb", "<p>a</p><hr><p>b</p>"],
  ["`a < b`", "<p><code>a &lt; b</code></p>"],
  ["<at id=ou_anna></at>", '<p><span class="at">@Anna &lt;b&gt;</span></p>'],
  ["<font color='red'>bad</font>", '<p><span class="c-red">bad</span></p>'],
  ["&#60;at&#62; &#42;", "<p>&lt;at&gt; *</p>"],
  [
    "[open](https://a.example/?a=1&b=2)",
    '<p><a href="https://a.example/?a=1&amp;b=2" rel="noopener noreferrer" target="_blank">open</a></p>',
  ],
  [
    "|a|b|\n|---|---|\n|1|2|",
    "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
  ],
  [
    "```diff\n-a\n+<b>\n```",
    '<pre tabindex="0"><code><span class="c-red">-a</span>\n<span class="c-green">+&lt;b&gt;</span></code></pre>',
  ],
  ["```\nnever closed", '<pre tabindex="0"><code>never closed</code></pre>'],
])("shows %j", (markdown, expected) => {
  expect(html(markdown)).toBe(expected);
});

test.each([
  "<script>alert(1)</script>",
  "[x](javascript:alert(1))",
  "<a href='javascript:alert(1)'>x</a>",
  "<img src=x onerror=alert(1)>",
  "<font color='red\" onclick=\"alert(1)'>x</font>",
  '<at id="><script>alert(1)</script>"></at>',
  "```\n</code></pre><script>alert(1)</script>\n```",
])("lets no markup of its own through: %j", (markdown) => {
  const tags = [...html(markdown).matchAll(/<([a-z]+)[^>]*>/g)].map(([tag]) => tag);
  expect(tags.join("")).not.toMatch(/script|javascript:|onerror|onclick|<img/);
});

test("is done with text of any shape", () => {
  for (const odd of [
    "|",
    "||",
    "-",
    "* ",
    "#",
    "```",
    ">",
    "|a|\n|b|",
    "   | x",
    "\n\n",
    "&#999999;",
    "|x\n\n|y",
  ]) {
    expect(typeof html(odd)).toBe("string");
  }
});
