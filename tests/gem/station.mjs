// pellucid gem against a secs4js host: node station.mjs PELLUCID FOLDER. FOLDER is made anew.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { A, Host, L, U1, U2, binary, code, equal, expect, ids, start } from "./host.mjs";

const [pellucid, folder] = process.argv.slice(2);
const [kStarted, kCompleted, kMapReady, kFailed, kRecipeChanged, kAlarmSet] = [10, 11, 12, 13, 6, 20];

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, "scans", "LOT7"), { recursive: true });
const config = join(folder, "gem.json");
writeFileSync(config, JSON.stringify({
  schema: "pellucid.gem/1", hsms: { port: 0 },
  inspection: { scans: "scans", results: "results", reduced_map_columns: 20, watch: "batch" },
}));
execFileSync(pellucid, ["simulate", "-o", join(folder, "scans/LOT7/W03"), "--diameter-mm", "25", "--pixel-um", "10",
                        "--pitch-um", "100", "100", "--size-um", "60", "60", "--quiet"]);
mkdirSync(join(folder, "scans", "broken"));
writeFileSync(join(folder, "scans", "broken", "scan.json"), "{}");

let equipment = await start(pellucid, ["gem", "--config", config]);
let host = new Host(equipment.port);
const sections = {
  async communication() {
    await host.connect();
    equal((await host.ask(1, 1)).value[0].value, "PELLUCID", "MDLN");
    equal((await host.ask(1, 3, ids(2))).value[0].value, 5, "control state");
    expect((await host.ask(1, 11, L())).value.length >= 14, "status variables have names");
    equal((await host.ask(2, 13, ids(1002))).value[0].value, 1, "TimeFormat");
    await host.granted(2, 15, L(L(U2(1002), U1(0))));
    equal((await host.ask(2, 17)).value.length, 12, "clock of 12 digits");
    await host.granted(10, 3, L(binary(0), A("hello")));
    await host.define({ [kStarted]: [100, 101, 102], [kCompleted]: [102, 104, 105, 106, 108], [kMapReady]: [120, 121, 122],
                        [kFailed]: [100, 112], [kRecipeChanged]: [130, 131], [kAlarmSet]: [140, 141] });
  },
  async recipes() {
    const { value: [, text] } = await host.ask(7, 5, A("default"));
    const recipe = JSON.parse(text.value);
    recipe.name = "from-the-host";
    await host.granted(7, 3, L(A("strict"), A(JSON.stringify(recipe))));
    equal((await host.event(kRecipeChanged)).values[0][0], "strict", "changed recipe");
    equal(JSON.parse((await host.ask(7, 5, A("strict"))).value[1].value).name, "from-the-host", "recipe read back");
    equal((await host.ask(7, 19)).value.map((name) => name.value).join(), "default,strict", "recipes");
    equal(code(await host.ask(7, 3, L(A("worse"), A("{}x")))), 5, "a recipe that is none");
    equal(await host.command("PP-SELECT", { PPID: "strict" }), 0, "PP-SELECT");
    equal((await host.ask(1, 3, ids(5))).value[0].value, "strict", "PPExecName");
  },
  async wafer() {
    equal(await host.command("START", { SCAN: "../outside" }), 3, "START of a folder elsewhere");
    equal(await host.command("START", { SCAN: "LOT7/W03" }), 4, "START");
    const started = await host.event(kStarted);
    equal(started.values[0][0], join(folder, "scans/LOT7/W03"), "scan path");
    const completed = await host.event(kCompleted, 120);
    expect(completed.values[0][4] > 0, "chips are good");
    const [path, bytes, sha256] = (await host.event(kMapReady)).values[0];
    equal(Number(bytes), statSync(path).size, "size of the map");
    equal(sha256, createHash("sha256").update(readFileSync(path)).digest("hex"), "SHA-256 of the map");
    const order = host.events.map((event) => event.id).filter((id) => id >= kStarted && id <= kMapReady);
    equal(order.join(), "10,11,12", "order of events");
    await host.until(() => host.primaries.some((one) => one.stream === 12 && one.func === 9), 20, "S12F9");
  },
  async failure() {
    equal(await host.command("START", { SCAN: "broken" }), 4, "START of a broken scan");
    expect((await host.event(kFailed)).values[0][1].includes("scan.json"), "the fault is named");
    equal((await host.event(kAlarmSet)).values[0][0], 1, "alarm");
    equal((await host.ask(1, 3, ids(9))).value[0].value[0].value, 1, "AlarmsSet");
  },
  async besideABatch() {
    host.events = [];
    execFileSync(pellucid, ["batch", join(folder, "scans/LOT7"), "-o", join(folder, "batch"), "--no-report", "--quiet"]);
    const [path] = (await host.event(kMapReady, 20)).values[0];
    equal(path, join(folder, "batch/W03/chips.h5"), "map of the batch");
  },
  async spool() {
    equal(await host.command("START", { SCAN: "LOT7/W03" }), 4, "START before the host leaves");
    await host.close();
    const result = join(folder, "results/LOT7/W03/summary.json");
    const before = statSync(result).mtimeMs;
    for (let i = 0; i < 600 && !(existsSync(result) && statSync(result).mtimeMs > before); ++i) {
      await new Promise((done) => setTimeout(done, 100));
    }
    await new Promise((done) => setTimeout(done, 1000));
    equal(await equipment.stop(), 0, "exit code");
    equipment = await start(pellucid, ["gem", "--config", config]); // the spool outlives the process
    host = new Host(equipment.port);
    await host.connect();
    const waiting = (await host.ask(1, 3, ids(10))).value[0].value;
    expect(waiting >= 2, `messages wait in the spool: ${waiting}`);
    await host.granted(6, 23, U1(0));
    await host.until(() => host.events.some((event) => event.id === kMapReady), 20, "the spooled events");
    const order = host.events.map((event) => event.id).filter((id) => id === kCompleted || id === kMapReady);
    equal(order.join(), "11,12", "order of spooled events");
    let left = 1; // an alarm may still be on its way
    for (let i = 0; i < 50 && left > 0; ++i) {
      left = (await host.ask(1, 3, ids(10))).value[0].value;
      await new Promise((done) => setTimeout(done, 50));
    }
    equal(left, 0, "messages left in the spool");
  },
};

for (const [name, run] of Object.entries(sections)) {
  await run();
  console.log(`ok ${name}`);
}
await host.close();
equal(await equipment.stop(), 0, "exit code");
process.exit(0);
