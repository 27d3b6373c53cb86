import { expose } from 'comlink';
import type { AnalysisApi } from '../src/rpc/analysis-api.ts';
import { measureImportance } from './analysis/importance.ts';

const api: AnalysisApi = {
  importance: async (query, onProgress) => measureImportance(query, onProgress),
};

expose(api);
