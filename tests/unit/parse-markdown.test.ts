import { describe, expect, it } from 'vitest';
import type { MarkdownBlock, MarkdownInline } from '../../src/base/markdown-tree.ts';
import { toSafeAddress } from '../../src/base/safe-address.ts';
import { MARKDOWN_LIMIT_CHARS, parseMarkdown } from '../../workers/preview/parse-markdown.ts';

/** Every address that the screen would make a link of. */
function addressesOf(blocks: readonly MarkdownBlock[]): string[] {
  const found: string[] = [];
  JSON.stringify(blocks, (key, value: unknown) => {
    if (value && typeof value === 'object' && (value as MarkdownInline).kind === 'link') {
      found.push((value as { address: string }).address);
    }
    return key === 'address' ? undefined : value;
  });
  return found;
}

describe('parseMarkdown', () => {
  it('reads headings, emphasis, lists, tasks, code and tables', () => {
    const source =
      '# Title\n\nSome **bold** `code`.\n\n- [x] done\n- [ ] open\n\n```py\na < b\n```\n\n|a|b|\n|-|-:|\n|1|2|\n';
    expect(parseMarkdown(source)).toEqual([
      { kind: 'heading', level: 1, children: [{ kind: 'text', text: 'Title' }] },
      {
        kind: 'paragraph',
        children: [
          { kind: 'text', text: 'Some ' },
          { kind: 'strong', children: [{ kind: 'text', text: 'bold' }] },
          { kind: 'text', text: ' ' },
          { kind: 'code', text: 'code' },
          { kind: 'text', text: '.' },
        ],
      },
      {
        kind: 'list',
        ordered: false,
        start: 1,
        items: [
          { checked: true, children: [{ kind: 'paragraph', children: [{ kind: 'text', text: 'done' }] }] },
          { checked: false, children: [{ kind: 'paragraph', children: [{ kind: 'text', text: 'open' }] }] },
        ],
      },
      { kind: 'code', language: 'py', text: 'a < b' },
      {
        kind: 'table',
        align: [null, 'right'],
        head: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]],
        rows: [[[{ kind: 'text', text: '1' }], [{ kind: 'text', text: '2' }]]],
      },
    ]);
  });

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&#x0A;script:alert(1))',
    '[x](&#x6A;avascript:alert(1))',
    '[x](<javascript:alert(1)>)',
    '<javascript:alert(1)>',
    '[x](vbscript:msgbox)',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](blob:https://example.com/1)',
    '[x](file:///etc/passwd)',
    '[x](#/settings)',
    '[x](/relative)',
    '[x](//example.com)',
    '[x][y]\n\n[y]: javascript:alert(1)',
    '[x](https://github.com@evil.example/)',
    '[![a](javascript:b)](javascript:c)',
  ])('makes no link of %s', (source) => {
    expect(addressesOf(parseMarkdown(source))).toEqual([]);
  });

  it('keeps links to the web and to mail', () => {
    const source =
      '[a](https://example.com/x?y=1#z) <me@example.com> [b][c] www.example.org\n\n[c]: http://example.net "t"';
    expect(addressesOf(parseMarkdown(source))).toEqual([
      'https://example.com/x?y=1#z',
      'mailto:me@example.com',
      'http://example.net/',
      'http://www.example.org/',
    ]);
  });

  it('shows raw HTML as text', () => {
    const shown = JSON.stringify(
      parseMarkdown('<script>alert(1)</script>\n\nhi <img src=x onerror=alert(1)> there'),
    );
    expect(shown).toContain('{"kind":"source","text":"<script>alert(1)</script>"}');
    expect(shown).toContain('{"kind":"text","text":"<img src=x onerror=alert(1)>"}');
  });

  it('names an image and where it would have come from', () => {
    expect(parseMarkdown('![loss curve](https://tracker.example/pixel.png)')).toEqual([
      {
        kind: 'paragraph',
        children: [{ kind: 'image-note', alt: 'loss curve', address: 'https://tracker.example/pixel.png' }],
      },
    ]);
  });

  it('shows what is nested too deep as its source', () => {
    const shown = JSON.stringify(parseMarkdown(`${'> '.repeat(60)}deep`));
    expect(shown).toContain('"kind":"source"');
    expect(shown).toContain('deep');
  });

  it('does not parse text over the limit', () => {
    const source = 'a *b*\n'.repeat(MARKDOWN_LIMIT_CHARS / 6 + 1);
    expect(parseMarkdown(source)).toEqual([{ kind: 'source', text: source }]);
  });

  it('shows text that overflows the stack of the parser as its source', () => {
    const source = '>'.repeat(8192);
    expect(parseMarkdown(source)).toEqual([{ kind: 'source', text: source }]);
  });
});

describe('toSafeAddress', () => {
  it('refuses what is too long or no address', () => {
    expect(toSafeAddress(`https://example.com/${'a'.repeat(3000)}`)).toBeNull();
    expect(toSafeAddress('not an address')).toBeNull();
    expect(toSafeAddress(' https://example.com')).toBe('https://example.com/');
  });
});
