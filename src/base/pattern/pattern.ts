import { parseSyntax } from './parse.ts';
import { type CharacterSet, PatternError, type PatternFault, type PatternNode, setHolds } from './syntax.ts';

export type { PatternFault } from './syntax.ts';

export type ParsedPattern =
  | { readonly kind: 'pattern'; readonly test: (text: string) => boolean }
  | { readonly kind: 'fault'; readonly code: PatternFault; readonly at: number };

/** Steps of the machine; with a text of n characters it takes at most n times as many moves. */
const MAX_STEPS = 2000;

type Step =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'assert'; readonly what: 'start' | 'end' | 'edge' | 'no-edge' }
  | { readonly kind: 'fork'; one: number; other: number }
  | { readonly kind: 'found' };

/**
 * A regular expression that finds its match anywhere in a text. All ways through it are followed at once (Thompson's
 * construction), so no expression takes more than text length × expression length; what cannot be had so, references
 * to groups and looking around, is refused.
 */
export function parsePattern(source: string): ParsedPattern {
  try {
    const { node, ignoreCase } = parseSyntax(source);
    const emitter = new Emitter();
    emitter.emit(node);
    emitter.steps.push({ kind: 'found' });
    return { kind: 'pattern', test: makeMachine(emitter.steps, ignoreCase) };
  } catch (error) {
    if (error instanceof PatternError) return { kind: 'fault', code: error.code, at: error.at };
    throw error;
  }
}

/** Empty groups make no steps however often they are repeated; walking them takes time all the same. */
const MAX_VISITS = 20_000;

class Emitter {
  readonly steps: Step[] = [];
  private visits = 0;

  emit(node: PatternNode): void {
    this.visits += 1;
    if (this.steps.length > MAX_STEPS || this.visits > MAX_VISITS) throw new PatternError('too-large', 0);
    switch (node.kind) {
      case 'set':
      case 'assert':
        this.steps.push(node);
        return;
      case 'sequence':
        for (const part of node.parts) this.emit(part);
        return;
      case 'choice':
        this.emitChoice(node.parts);
        return;
      case 'repeat':
        this.emitRepeat(node);
    }
  }

  /** Its ways are set once it is known where they lead. */
  private fork(): { kind: 'fork'; one: number; other: number } {
    const next = this.steps.length + 1;
    const step = { kind: 'fork' as const, one: next, other: next };
    this.steps.push(step);
    return step;
  }

  private emitChoice(parts: readonly PatternNode[]): void {
    const exits: { one: number; other: number }[] = [];
    for (const [index, part] of parts.entries()) {
      const isLast = index === parts.length - 1;
      const entry = isLast ? null : this.fork();
      this.emit(part);
      if (!isLast) exits.push(this.fork());
      if (entry) entry.other = this.steps.length;
    }
    for (const exit of exits) exit.one = exit.other = this.steps.length;
  }

  private emitRepeat({ part, min, max }: PatternNode & { kind: 'repeat' }): void {
    for (let i = 0; i < min; i++) this.emit(part);
    if (!Number.isFinite(max)) {
      const start = this.steps.length;
      const entry = this.fork();
      this.emit(part);
      const back = this.fork();
      back.one = back.other = start;
      entry.other = this.steps.length;
      return;
    }
    const exits: { other: number }[] = [];
    for (let i = min; i < max; i++) {
      exits.push(this.fork());
      this.emit(part);
    }
    for (const exit of exits) exit.other = this.steps.length;
  }
}

function makeMachine(steps: readonly Step[], ignoreCase: boolean): (text: string) => boolean {
  if (steps.length > MAX_STEPS) throw new PatternError('too-large', 0);
  const holds = ignoreCase ? holdsInAnyCase : setHolds;
  /** Place in the text, plus one, where a step was last reached: each is followed once a place. */
  const reachedAt = new Int32Array(steps.length);
  let current: number[] = [];
  let next: number[] = [];
  const stack: number[] = [];

  /** Follows forks and assertions from a step; true when the end is reached. */
  const follow = (start: number, text: string, at: number, into: number[]): boolean => {
    stack.push(start);
    while (stack.length > 0) {
      const index = stack.pop()!;
      if (reachedAt[index] === at + 1) continue;
      reachedAt[index] = at + 1;
      const step = steps[index]!;
      if (step.kind === 'found') {
        stack.length = 0;
        return true;
      }
      if (step.kind === 'fork') stack.push(step.other, step.one);
      else if (step.kind === 'set') into.push(index);
      else if (isAt(step.what, text, at)) stack.push(index + 1);
    }
    return false;
  };

  return (text) => {
    reachedAt.fill(0);
    current = [];
    for (let at = 0; ; ) {
      if (follow(0, text, at, current)) return true;
      if (at >= text.length) return false;
      const code = text.codePointAt(at)!;
      at += code > 0xffff ? 2 : 1;
      next.length = 0;
      for (const index of current) {
        const step = steps[index]!;
        if (step.kind === 'set' && holds(step.set, code) && follow(index + 1, text, at, next)) return true;
      }
      [current, next] = [next, current];
    }
  };
}

function holdsInAnyCase({ ranges, negated }: CharacterSet, code: number): boolean {
  const plain = { ranges, negated: false };
  const character = String.fromCodePoint(code);
  // What grows when its case changes has no single other character.
  const holds = [character, character.toLowerCase(), character.toUpperCase()].some((one) => {
    const other = one.codePointAt(0)!;
    return one.length === String.fromCodePoint(other).length && setHolds(plain, other);
  });
  return holds !== negated;
}

function isAt(what: 'start' | 'end' | 'edge' | 'no-edge', text: string, at: number): boolean {
  if (what === 'start') return at === 0;
  if (what === 'end') return at === text.length;
  const isEdge = isWordAt(text, at - 1) !== isWordAt(text, at);
  return isEdge === (what === 'edge');
}

function isWordAt(text: string, at: number): boolean {
  return at >= 0 && at < text.length && /\w/.test(text[at]!);
}
