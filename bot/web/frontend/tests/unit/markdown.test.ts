import { expect, test } from 'vitest';
import { citedMarkdown, markdown, plain } from '../../shared/text/markdown';

const ATTACKS = [
  '<script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 1">',
  '<svg><animate onbegin="window.hacked = 1" attributeName=x dur=1s></svg>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=window.hacked=1>',
  '<iframe srcdoc="<script>parent.hacked = 1</script>"></iframe>',
  '<a href="javascript:window.hacked=1">x</a>',
  '[x](javascript:window.hacked=1)',
  '[x](&#106;avascript:window.hacked=1)',
  '[x](data:text/html,<script>parent.hacked=1</script>)',
  '![x](https://tracker.example/pixel.gif)',
  '<b onmouseover="window.hacked=1">x</b>',
  '<div style="position:fixed;inset:0">x</div>',
  '<form action="https://evil.example"><input name=card><button>Pay</button></form>',
  '<button data-citation="1">fake</button>',
  '[x](//evil.example)',
];

for (const attack of ATTACKS) {
  test(`is made harmless: ${attack.slice(0, 60)}`, async () => {
    for (const html of [markdown(attack), citedMarkdown(attack, new Map())]) {
      const holder = document.createElement('div');
      document.body.append(holder);
      holder.innerHTML = html;
      expect(holder.querySelectorAll('script, img, svg, math, iframe, form, input, button, style, [style], [data-citation]')).toHaveLength(0);
      for (const element of holder.querySelectorAll('*')) {
        expect(element.getAttributeNames().filter((name) => name.startsWith('on'))).toEqual([]);
        expect(element.getAttribute('href') ?? location.origin).not.toMatch(/javascript|data:|evil/);
      }
      holder.remove();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect('hacked' in window).toBe(false);
  });
}

test('HTML is shown as it was written, but for a line break', () => {
  expect(markdown('a<br>b <i>c</i>')).toBe('<p>a<br>b &lt;i&gt;c&lt;/i&gt;</p>\n');
});

test('the subset is rendered; headings become bold, since a bubble is no page', () => {
  expect(markdown('# Title\n\n**a** *b* `c`\n\n- one\n- two')).toBe(
    '<p><strong>Title</strong></p><p><strong>a</strong> <em>b</em> <code>c</code></p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n',
  );
});

test('a link of the shop opens in place, any other beside it, and neither learns where from', () => {
  expect(markdown('[help](/help)')).toContain(`href="${location.origin}/help" target="_top" rel="noopener noreferrer nofollow"`);
  expect(markdown('[out](https://other.example/)')).toContain('target="_blank"');
});

test('a number becomes a button only where it cites something', () => {
  const html = citedMarkdown('Within 30 days [1], see [7] and `[1]`.', new Map([[1, 'Source 1: "Returns"']]));
  const holder = document.createElement('div');
  holder.innerHTML = html;
  const buttons = [...holder.querySelectorAll('button')];
  expect(buttons.map((button) => [button.dataset['citation'], button.ariaLabel])).toEqual([
    ['1', 'Source 1: "Returns"'],
    ['1', 'Source 1: "Returns"'],
  ]);
  expect(holder.textContent).toBe('Within 30 days1, see [7] and 1.\n');
});

test('words are read out without their marks', () => {
  expect(plain('**Within** 30 days [1].\n\n- a\n- b')).toBe('Within 30 days. a b');
});
