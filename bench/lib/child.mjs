/** `node child.mjs WORKLOAD VARIANT PARTY`: one measurement in a process of its own, printed as JSON. */
import { Absent } from './peers.mjs';

const [name, variant, party] = process.argv.slice(2);
const { default: exported } = await import(new URL(`../workloads/${name}.mjs`, import.meta.url).href);
const workload = [exported].flat()[Number(variant)];
let answer;
try {
  answer = await workload.parties[party]();
} catch (error) {
  answer = error instanceof Absent ? { absent: error.message } : { failed: error.stack };
}
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
