import { describe } from 'vitest';
import { csv } from '../../workers/import/formats/csv/index.ts';
import { jsonLog } from '../../workers/import/formats/json-log/index.ts';
import { followGauntlet } from '../support/follow.ts';

describe('following tables of text', () => {
  followGauntlet({ format: csv, fixtures: 'csv' });
});

describe('following logs in JSON', () => {
  followGauntlet({ format: jsonLog, fixtures: 'json-log' });
});
