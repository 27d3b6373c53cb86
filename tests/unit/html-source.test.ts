import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPlainSource } from '../../src/features/run/artifacts/html-source.ts';

describe('toPlainSource', () => {
  it.each([
    ['<p style="color:red" onclick=x() title=a>hi</p>', '<p title="a">hi</p>'],
    ["<td ALIGN='right' colspan=2>1</td>", '<td align="right" colspan="2">1</td>'],
    ['a < b <3 & c', 'a &lt; b &lt;3 & c'],
    ['<script>var a = "<p style=x>"</script>after', 'after'],
    ['<SCRIPT>x</ScRiPt >after', 'after'],
    ['<style>p { }</style><p>b', '<p>b'],
    ['<!-- <img onerror=x> --><!doctype html><?php x ?>c', 'c'],
    ['<base href=//evil><meta http-equiv=refresh><link rel=x>d', 'd'],
    ['<img/src=x/onerror=y>', '<img src="x/onerror=y">'],
    ['<img src=x onerror="a>b" alt="c>d">', '<img src="x" alt="c>d">'],
    ['<a title="&quot;<b>">e</a>', '<a title="&quot;<b>">e</a>'],
    ['<p =style=x>f', '<p>f'],
    ['<script>never closed', ''],
    ['<p title="never closed', ''],
    ['text <', 'text &lt;'],
  ])('%s', (source, html) => {
    expect(toPlainSource(source).html.trim()).toBe(html);
  });

  it('counts scripts, and those from elsewhere', () => {
    const source =
      '<script src="https://cdn.example/a.js"></script><script>1</script><script src=data:,x></script>';
    expect(toPlainSource(source)).toMatchObject({ scriptCount: 3, remoteScriptCount: 1, charsLeft: 0 });
  });

  it('stops after so many elements and tells what is left', () => {
    const source = '<b>'.repeat(10);
    expect(toPlainSource(source, 4)).toMatchObject({ html: '<b>'.repeat(4), charsLeft: 18 });
  });

  it('never leaves a handler or a style in a tag, and ends', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '=',
      ' ',
      '/',
      '!--',
      '-->',
      'p',
      'style',
      'onload',
      'script',
      'a',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const { html } = toPlainSource(parts.join(''));
        // Written again it is one form only: name="value".
        for (const [tag] of html.matchAll(/<[a-z][^<>"]*(?:"[^"]*"[^<>"]*)*>/g))
          expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\s(style|on\w*)=/);
      }),
    );
  });

  it('takes a time that grows with the length alone', () => {
    const started = performance.now();
    for (const piece of ['<a "', "<a '", '</', '<!--', '<script', '<p a=', '<textarea></text'])
      toPlainSource(piece.repeat(150_000));
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});
