/** The scorer worker: exposes the scorer through comlink, nothing else. */
import { expose } from 'comlink';
import { gpuWatch, startBackend, warmBackend } from './backends.ts';
import { createVisitorModel } from './create-model.ts';
import { createScorerApi } from './scorer-api.ts';
import { holdLifeLock } from './worker-handle.ts';

holdLifeLock();
expose(createScorerApi({ startBackend, warmBackend, createVisitorModel, gpuWatch }));
