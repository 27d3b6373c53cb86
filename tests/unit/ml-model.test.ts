import { describe, expect, it } from 'vitest';
import { type MlModel, toModelAddress } from '../../src/domain/ml-model.ts';
import { readCondaRequirements, readMlModel, readRequirements } from '../../workers/models/read-ml-model.ts';

function modelOf(text: string): MlModel {
  const result = readMlModel(text);
  if (!result.ok) throw new Error(result.reason);
  return result.model;
}

const OLD = `artifact_path: model
flavors:
  python_function:
    data: model.xgb
    env: conda.yaml
    loader_module: mlflow.xgboost
    python_version: 3.9.12
  xgboost:
    code: null
    xgb_version: 1.6.1
mlflow_version: 1.26.1
run_id: da641eff03ff4740bff4607ac76cf9ba
utc_time_created: '2022-05-28 17:19:24.228436'
`;

const NEW = `artifact_path: file:///data/models/m-1/artifacts
flavors:
  python_function:
    env:
      conda: conda.yaml
      virtualenv: python_env.yaml
    python_version: 3.12.7
metadata:
  owner: taxi
  deep: {a: [1, 2]}
model_id: m-aec10e
model_size_bytes: 4500
run_id: 14d9
saved_input_example_info:
  artifact_path: input_example.json
  pandas_orient: split
  type: dataframe
signature:
  inputs: '[{"type": "double", "name": "distance", "required": true}, {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "long", "required": true}, "tag": {"type": "string", "required": false}}}, "name": "stops", "required": false}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 2]}}]'
  params: '[{"name": "temperature", "default": 0.5, "shape": null, "type": "double"}, {"name": "stop", "default": ["a"], "shape": [-1], "type": "string"}]'
`;

describe('readMlModel', () => {
  it('reads the old shape of env, without a signature', () => {
    const model = modelOf(OLD);
    expect(model).toMatchObject({
      signature: null,
      pythonVersion: '3.9.12',
      environmentFiles: ['conda.yaml'],
    });
    expect(model.flavours.map((one) => one.name)).toEqual(['python_function', 'xgboost']);
    expect(model.flavours[1]!.fields).toEqual([
      { key: 'code', value: '' },
      { key: 'xgb_version', value: '1.6.1' },
    ]);
    expect(toModelAddress(model)).toBe('runs:/da641eff03ff4740bff4607ac76cf9ba/model');
  });

  it('reads the new shape with columns, tensors, nested types and params', () => {
    const model = modelOf(NEW);
    expect(model.environmentFiles).toEqual(['conda.yaml', 'python_env.yaml']);
    expect(model.sizeBytes).toBe(4500);
    expect(model.example).toEqual({ file: 'input_example.json', type: 'dataframe' });
    expect(model.metadata[1]).toEqual({ key: 'deep', value: '{"a":["1","2"]}' });
    expect(model.signature).toEqual({
      inputs: [
        { name: 'distance', type: 'double', required: true },
        { name: 'stops', type: 'array<{id: long, tag?: string}>', required: false },
      ],
      outputs: [{ name: '', type: 'float32 (-1, 2)', required: true }],
      params: [
        { name: 'temperature', type: 'double', required: false, default: '0.5' },
        { name: 'stop', type: 'string (-1)', required: false, default: '["a"]' },
      ],
      unread: [],
    });
    expect(toModelAddress(model)).toBe('models:/m-aec10e');
  });

  it('says which part of a signature it cannot read', () => {
    const model = modelOf(
      `flavors: {}\nsignature:\n  inputs: '[{"type": '\n  outputs: null\n  params: null\n`,
    );
    expect(model.signature).toEqual({ inputs: null, outputs: null, params: null, unread: ['inputs'] });
  });

  it('refuses what is no model', () => {
    expect(readMlModel('- a\n- b\n')).toEqual({ ok: false, reason: 'not-a-model' });
    expect(readMlModel('name: x\n')).toEqual({ ok: false, reason: 'not-a-model' });
    expect(readMlModel('a: [1, {b')).toMatchObject({ ok: false });
  });

  it('ends a type that goes deeper than its limit', () => {
    const deep = `${'{"type":"array","items":'.repeat(200)}{"type":"long"}${'}'.repeat(200)}`;
    const model = modelOf(`flavors: {}\nsignature:\n  inputs: '[${deep}]'\n`);
    expect(model.signature?.inputs?.[0]?.type).toContain('…');
  });
});

describe('requirements', () => {
  it('tells pinned packages from others', () => {
    const text =
      '# made by\nmlflow==3.4.0\nnumpy>=1,<3\nscipy\nx==1.*\n-r other.txt\ngit+https://h/r.git#egg=a\n';
    expect(readRequirements(text)).toEqual([
      { text: 'mlflow==3.4.0', pinned: true },
      { text: 'numpy>=1,<3', pinned: false },
      { text: 'scipy', pinned: false },
      { text: 'x==1.*', pinned: false },
      { text: 'git+https://h/r.git#egg=a', pinned: false },
    ]);
  });

  it('finds those of pip inside conda', () => {
    const text = 'dependencies:\n- python=3.9.12\n- pip<=22\n- pip:\n  - mlflow==1.26.1\nname: mlflow-env\n';
    expect(readCondaRequirements(text)).toEqual([
      { text: 'python=3.9.12', pinned: true },
      { text: 'pip<=22', pinned: false },
      { text: 'mlflow==1.26.1', pinned: true },
    ]);
  });
});
