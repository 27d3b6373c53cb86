import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnyYaml, parseFlatYaml, parseYaml, type YamlNode } from '../../workers/import/text/yaml.ts';
import { cpuMs } from '../support/cpu-time.ts';

function plainOf(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.plain ? node.text : { quoted: node.text };
  if (node.kind === 'list') return node.items.map(plainOf);
  return Object.fromEntries([...node.entries].map(([key, value]) => [key, plainOf(value)]));
}

function parse(text: string): unknown {
  const result = parseYaml(text);
  return result.ok ? plainOf(result.node) : result;
}

describe('parseYaml', () => {
  it('follows an alias to the anchor before it, and does not look for it in all of the text each time', () => {
    expect(parse('a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: *none\n')).toEqual({
      a: '1',
      b: '1',
      c: '2',
      d: '2',
      e: '',
    });
    expect(parse('a: &x [1, *x]\n')).toMatchObject({ ok: false, reason: 'too-complex' });
    const keys = [...'abcdefghi'];
    const laughs = keys.map(
      (key, at) => `${key}: &${key} [${Array(9).fill(at === 0 ? 'lol' : `*${keys[at - 1]}`)}]\n`,
    );
    const padding = Array.from({ length: 10_000 }, (_, at) => `k${at}: v`).join('\n');
    const startMs = cpuMs();
    expect(parse(laughs.join('') + padding)).toMatchObject({ ok: false, reason: 'too-complex' });
    expect(cpuMs() - startMs).toBeLessThan(5000);
  });

  it('keeps every scalar as text and says whether it was quoted', () => {
    expect(parse("a: 1e5\nb: 'null'\nc: null\nd: 0x1f\ne:\nf: 123456789012345678\n")).toEqual({
      a: '1e5',
      b: { quoted: 'null' },
      c: 'null',
      d: '0x1f',
      e: '',
      f: '123456789012345678',
    });
  });

  it('reads what PyYAML writes for awkward text', () => {
    expect(parse("k: 'multi\n\n  line'\n")).toEqual({ k: { quoted: 'multi\nline' } });
    expect(parse('k: "emoji \\U0001F600"\n')).toEqual({ k: { quoted: 'emoji 😀' } });
    expect(parse('k: "tab\\there"\n')).toEqual({ k: { quoted: 'tab\there' } });
    expect(parse("k: 'it''s'\n")).toEqual({ k: { quoted: "it's" } });
    expect(parse('k: one two\n  three\nl: x\n')).toEqual({ k: 'one two three', l: 'x' });
    expect(parse('tags: []\nmap: {}\n')).toEqual({ tags: [], map: {} });
    expect(parse('aliases:\n  best: "3"\nlist:\n- a\n- b\n')).toEqual({
      aliases: { best: { quoted: '3' } },
      list: ['a', 'b'],
    });
  });

  it('reads under a Python tag and makes nothing from it', () => {
    const text = [
      "name: !!python/unicode 'Default'",
      'tags:',
      '- !!python/object:mlflow.entities.run_tag.RunTag',
      '  _key: a',
      '  _value: b',
      'evil: !!python/object/apply:os.system [ls]',
    ].join('\n');
    expect(parse(text)).toEqual({
      name: { quoted: 'Default' },
      tags: [{ _key: 'a', _value: 'b' }],
      evil: ['ls'],
    });
  });

  it('takes CRLF, a byte order mark and a tail of NUL bytes for what they are', () => {
    expect(parse("\ufeffa: 1\r\nb: 'x'\r\n\0\0\0\0")).toEqual({ a: '1', b: { quoted: 'x' } });
  });

  it('names the line of what cannot be read', () => {
    expect(parse('a: 1\nb: 2\n<<<<<<< HEAD\nc: 3\n')).toMatchObject({
      ok: false,
      reason: 'malformed',
      line: 3,
    });
    expect(parse('a: "unclosed\n')).toMatchObject({ ok: false, reason: 'malformed' });
    expect(parse('a: 1\nb: [x\n')).toMatchObject({ ok: false, reason: 'malformed' });
  });

  it('keeps keys such as __proto__ as entries of a map', () => {
    const result = parseYaml('__proto__: {polluted: yes}\nconstructor: x\n');
    expect(result.ok && result.node.kind === 'map' && [...result.node.entries.keys()]).toEqual([
      '__proto__',
      'constructor',
    ]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('refuses what is built to exhaust a parser, and quickly', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let i = 1; i < 9; i++) {
      const before = String.fromCharCode(96 + i);
      bomb.push(
        `${String.fromCharCode(97 + i)}: &${String.fromCharCode(97 + i)} [${`*${before},`.repeat(9)}]`,
      );
    }
    for (const text of [
      '['.repeat(900_000),
      '{'.repeat(900_000),
      '- '.repeat(450_000),
      '? '.repeat(450_000),
      'a: '.repeat(300_000),
      '!!x '.repeat(200_000),
      Array.from({ length: 1300 }, (_, i) => `${' '.repeat(i)}k:`).join('\n'),
      '- [a\n'.repeat(100_000),
      bomb.join('\n'),
      'a: &a [*a]',
      'x'.repeat(1_048_577),
    ]) {
      const started = cpuMs();
      expect(parseYaml(text).ok, text.slice(0, 20)).toBe(false);
      expect(cpuMs() - started).toBeLessThan(10_000);
    }
  });
});

describe('parseFlatYaml', () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9_./:'"#{}[\],&*!|>%@`~?=<-]{0,8}$/);
  const value = fc.oneof(
    fc.array(word, { maxLength: 4 }).map((words) => words.join(' ')),
    fc.string({ maxLength: 12 }).map((text) => `'${text.replaceAll("'", "''")}'`),
    fc.constantFrom('null', '~', '[]', '{}', '1e5', '-1', '- 1', '-', '.', '...', '---', "''", "'''"),
  );
  const key = fc.constantFrom('a', 'b', 'run_id', 'name', 'c.d', 'null', '1', '- x', 'y');
  const line = fc.tuple(key, value).map(([name, text]) => `${name}: ${text}`);

  it('gives what the general parser gives, or leaves the text to it', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), fc.boolean(), (lines, ended) => {
        const text = lines.join('\n') + (ended ? '\n' : '');
        const flat = parseFlatYaml(text);
        if (flat === null) return;
        taken += 1;
        expect(parseAnyYaml(text)).toEqual({ ok: true, node: { kind: 'map', entries: flat } });
      }),
      { numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('takes an ordinary meta.yaml', () => {
    const text =
      "artifact_uri: file:///home/ana/mlruns/0/ab/artifacts\nend_time: 1700000001000\nexperiment_id: '0'\ntags: []\nuser_id: ana\n";
    expect(parseFlatYaml(text)?.get('experiment_id')).toEqual({ kind: 'scalar', text: '0', plain: false });
  });
});
