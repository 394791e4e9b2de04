/** Owns what happens in the browser before anything else does. */
import { asset } from '$app/paths';
import { beginFirstScorer } from '$lib/state/first-scorer';

// Only where a visit before this one has left the release here: a first visit has a list in its page already, and reading
// and compiling beside it would take the processor from it.
if ('serviceWorker' in navigator && navigator.serviceWorker.controller) beginFirstScorer(asset('/models'));

// The log on the privacy page shows every request: the browser's default would forget all after the 250th.
performance.setResourceTimingBufferSize(20_000);
