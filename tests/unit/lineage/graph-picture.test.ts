import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cutToWidth,
  edgeLabelWidth,
  type GraphNode,
  type GraphScene,
  nodeSize,
  textWidth,
} from '../../../src/ui/graph/graph-scene.ts';
import { neighbour } from '../../../src/ui/graph/neighbours.ts';
import { toSvg } from '../../../src/ui/graph/to-svg.ts';
import { createViewport } from '../../../src/ui/graph/viewport.ts';
import { placeGraph } from '../../../workers/lineage/place-graph.ts';

function node(id: string, label = id): GraphNode {
  return {
    id,
    label,
    detail: 'second line',
    shape: 'box',
    glyph: 'run',
    tone: 'muted',
    mark: { shape: 'disc', tone: 'good' },
    gone: false,
    words: label,
    opens: null,
    expands: false,
  };
}

function scene(ids: readonly string[], pairs: readonly (readonly [string, string])[]): GraphScene {
  const nodes = ids.map((id) => node(id));
  const edges = pairs.map(([from, to]) => ({ from, to, label: 'step 3', words: '' }));
  const layout = placeGraph({
    direction: 'right',
    nodes: nodes.map((one) => ({ id: one.id, ...nodeSize(one) })),
    edges: edges.map(({ from, to, label }) => ({ from, to, labelWidth: edgeLabelWidth(label) })),
  });
  return { nodes, edges, layout, direction: 'right', focus: ids[0] ?? '' };
}

const STORY = scene(
  ['data', 'a', 'b', 'model'],
  [
    ['data', 'a'],
    ['data', 'b'],
    ['a', 'model'],
    ['b', 'model'],
  ],
);

test('what comes of a thing stands right of it, and nothing stands on anything else', () => {
  const [data, a, b, model] = STORY.layout.nodes;
  expect(data!.x).toBeLessThan(a!.x);
  expect(a!.x).toBe(b!.x);
  expect(b!.x).toBeLessThan(model!.x);
  expect(Math.abs(a!.y - b!.y)).toBeGreaterThan(nodeSize(STORY.nodes[1]!).height);
});

test('the same graph has the same places', () => {
  expect(
    scene(
      ['a', 'b', 'c'],
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'a'],
      ],
    ),
  ).toEqual(
    scene(
      ['a', 'b', 'c'],
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'a'],
      ],
    ),
  );
});

test('arrows walk along the edges and come back the way they went', () => {
  const siblings = [neighbour(STORY, 'a', 'down'), neighbour(STORY, 'a', 'up')];
  expect(siblings).toContain('b');
  expect(neighbour(STORY, 'a', 'after')).toBe('model');
  expect(neighbour(STORY, 'model', 'before', ['data', 'b', 'model'])).toBe('b');
  expect(neighbour(STORY, 'model', 'before', ['data', 'a', 'model'])).toBe('a');
  expect(neighbour(STORY, 'model', 'after')).toBeNull();
});

test('a name that is cut fits and keeps both of its ends', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.integer({ min: 40, max: 300 }),
      (text, room) => {
        expect(textWidth(cutToWidth(text, room, 13), 13)).toBeLessThanOrEqual(room);
      },
    ),
  );
  expect(cutToWidth('green-tripdata-2021-01', 120, 13)).toMatch(/^green.*….*01$/);
});

test('a hostile name stays text in the file', () => {
  const colours = {
    panel: '#fff',
    ink: '#000',
    muted: '#666',
    accent: '#00f',
    accentGround: '#eef',
    good: '#0a0',
    failed: '#a00',
  };
  const evil = '</text><script>alert(1)</script>"&\u0000';
  const layout = { width: 300, height: 80, nodes: [{ x: 150, y: 40 }], edges: [] };
  const svg = toSvg(
    { nodes: [node('a', evil)], edges: [], layout, direction: 'right', focus: 'a' },
    evil,
    colours,
    colours,
  );
  expect(svg).not.toContain('<script');
  expect(svg).not.toContain('\u0000');
  expect(svg).toContain('&lt;/text&gt;&lt;script&gt;');
});

test('a picture that is read anew without a change is fitted again when its window changes', () => {
  const viewport = createViewport();
  const [window, picture] = [
    { width: 300, height: 200 },
    { width: 900, height: 200 },
  ];
  viewport.fit(window, picture, { x: 450, y: 100 });
  viewport.pan(0, 0);
  expect(viewport.isFitted()).toBe(true);
  viewport.pan(1, 0);
  expect(viewport.isFitted()).toBe(false);
});
