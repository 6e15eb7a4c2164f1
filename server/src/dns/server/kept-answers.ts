/** Keeps the answers of a server of one state, for who asks the same for many Pods. */
import type { Asker, Outside, Question, Response } from "./response.ts";
import { answer, type DnsServer } from "./server.ts";

/** Answers that are kept at once: many Pods ask few names. Names that are all different only cost memory. */
const most = 2000;

/**
 * The same as `answer`, which is called once for each question as long as few are asked: again for an asker whose address the
 * answer depends on (autopath), and when so many other questions came that the answers were let go.
 * @returns of an asker it looks at the address only
 */
export function keptAnswers(
  server: DnsServer,
  outside: Outside,
): (question: Question, asker: Pick<Asker, "address">) => Response {
  const kept = new Map<string, Response>();
  let asking: Pick<Asker, "address"> = {};
  let isForAll = true;
  const watched: Asker = {
    get address() {
      isForAll = false;
      return asking.address;
    },
  };
  return (question, asker) => {
    const key = `${question.type} ${question.name}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    asking = asker;
    isForAll = true;
    const response = answer(server, question, outside, watched);
    if (!isForAll) return response;
    if (kept.size >= most) kept.clear();
    kept.set(key, response);
    return response;
  };
}
