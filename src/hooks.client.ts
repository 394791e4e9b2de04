/** Owns what happens in the browser before anything else does. */
import { asset } from '$app/paths';
import { beginFirstScorer } from '$lib/state/first-scorer';

beginFirstScorer(asset('/models'));

// The log on the privacy page shows every request: the browser's default would forget all after the 250th.
performance.setResourceTimingBufferSize(20_000);
