import { expose } from 'comlink';
import { FingerprintSession } from './fingerprint/session.ts';

expose(new FingerprintSession());
