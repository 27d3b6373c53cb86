import { expect, it } from 'vitest';
import { fileIdentity, isRunPart, namesFromPath } from '../../workers/import/tables/identity.ts';

it('the parts of a run that W&B exported are one run', () => {
  const [first, second] = [
    'team_taxi_ab12cd34_0.runhistory.parquet',
    'x/team_taxi_ab12cd34_11.runhistory.parquet',
  ];
  expect(isRunPart(first!) && isRunPart(second!)).toBe(true);
  expect(fileIdentity(first!)).toBe(fileIdentity(second!));
  expect(namesFromPath(second!, false)).toEqual({ runName: 'ab12cd34', experimentName: 'team_taxi' });
});

it('other tables are runs of their own, numbered or not', () => {
  for (const path of ['data_0.parquet', 'a/0000.parquet', 'runhistory.parquet'])
    expect(isRunPart(path)).toBe(false);
  expect(fileIdentity('a/0000.parquet')).not.toBe(fileIdentity('a/0001.parquet'));
});

it('a log that was rotated is the run that it was', () => {
  expect(fileIdentity('a/log.csv.1')).toBe(fileIdentity('a/log.csv'));
  expect(namesFromPath('a/log.csv.12', false)).toEqual(namesFromPath('a/log.csv', false));
  expect(fileIdentity('a/history.v2')).toBe('history.v2');
});
