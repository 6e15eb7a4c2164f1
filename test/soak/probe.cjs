/** Loaded into a server before it starts: collects its garbage when asked over the IPC channel, and tells what is left. */
const v8 = require("node:v8");
const vm = require("node:vm");

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc");

process.on("message", (message) => {
  if (message !== "podns-soak-memory") return;
  collect();
  setImmediate(() => {
    collect();
    const { heapUsed, rss, external } = process.memoryUsage();
    process.send({ heapUsed, rss, external });
  });
});
process.channel.unref();
