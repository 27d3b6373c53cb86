import { expose } from 'comlink';
import type { LayoutApi } from '../src/rpc/layout-api.ts';
import { placeGraph } from './lineage/place-graph.ts';

const api: LayoutApi = { place: async (query) => placeGraph(query) };

expose(api);
