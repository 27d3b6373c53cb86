/** Light structure for plain text: what a line is, told from its beginning. No grammar, and never a change of text. */
export type LineTone = 'comment' | 'warning' | 'error' | null;

const ERROR_WORD = /\b(ERROR|CRITICAL|FATAL|Traceback|Exception)\b/;
const WARNING_WORD = /\b(WARN|WARNING|UserWarning|FutureWarning|DeprecationWarning)\b/;
/** Only the beginning of a line is looked at. */
const LOOK_CHARS = 200;

export function logTone(line: string): LineTone {
  const head = line.slice(0, LOOK_CHARS);
  if (ERROR_WORD.test(head)) return 'error';
  return WARNING_WORD.test(head) ? 'warning' : null;
}

export function yamlTone(line: string): LineTone {
  return line.trimStart().startsWith('#') ? 'comment' : null;
}

/** Splits `key: value` of a YAML line; null where the line has no key. */
export function splitYamlKey(line: string): readonly [key: string, rest: string] | null {
  const found = /^(\s{0,60}(?:- )?["']?[A-Za-z_][\w ./-]{0,80}["']?:)(?=\s|$)/.exec(line);
  return found ? [found[1]!, line.slice(found[1]!.length)] : null;
}
