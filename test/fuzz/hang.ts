/** A process that hangs in a run, for the test of the watchdog. */
import { startWatchdog } from '../../fuzz/engine/watchdog.ts';

const watchdog = startWatchdog(1);
// The thread that watches needs a moment to start.
await new Promise((resolve) => setTimeout(resolve, 500));
watchdog.beforeRun('hanging', 'for ever\ud800');
for (;;);
