/**
 * Loaded into a server before it starts, and into each of its threads: collects garbage when asked over the IPC channel, and
 * tells what is left in all threads together.
 */
const v8 = require("node:v8");
const vm = require("node:vm");
const { BroadcastChannel, isMainThread } = require("node:worker_threads");

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc");
const between = new BroadcastChannel("podns-soak-memory");
between.unref();

/** Calls `then` with what is left in this thread. */
function collected(then) {
  collect();
  setImmediate(() => {
    collect();
    then(process.memoryUsage());
  });
}

if (isMainThread) {
  /** Milliseconds for the other thread to answer: only `podns serve` has one. */
  const patience = process.argv.includes("serve") ? 30_000 : 0;
  process.on("message", (message) => {
    if (message !== "podns-soak-memory") return;
    collected(({ heapUsed, rss, external }) => {
      const end = (other) => {
        clearTimeout(timer);
        between.onmessage = null;
        between.unref();
        process.send({ heapUsed: heapUsed + other, rss, external });
      };
      const timer = setTimeout(() => end(0), patience);
      between.onmessage = ({ data }) => {
        if (data.heapUsed !== undefined) end(data.heapUsed);
      };
      between.postMessage({});
    });
  });
  process.channel.unref();
} else {
  between.onmessage = () => collected(({ heapUsed }) => between.postMessage({ heapUsed }));
  between.unref();
}
