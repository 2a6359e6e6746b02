"use strict";
(() => {
  // Comments are hostile text: they reach the page only as text nodes, never as markup.
  const data = JSON.parse(document.getElementById("data").textContent);
  const { survey, queue } = data;
  const english = data.lang === "en";
  const t = (ja, en) => (english ? en : ja);
  const byId = (id) => document.getElementById(id);
  const PAGE = 30;
  const SVG = "http://www.w3.org/2000/svg";
  const LABELS = {
    delete: t("削除候補", "Delete"), review: t("要確認", "Review"), keep: t("掲載を維持", "Keep"),
  };
  const CLERK = { delete: t("削除する", "Delete"), review: t("保留・相談", "Hold"), keep: t("維持する", "Keep") };
  const LIKENESS = {
    look_alike: t("見かけが同じ名前", "looks the same"), one_letter: t("一文字ちがい", "one letter off"),
    extended: t("公式名に言葉を足した名前", "official name, extended"), office: t("役所の部署を名乗る名前", "claims an office"),
  };

  // ---- building blocks -------------------------------------------------------------------------

  function element(tag, attributes, ...children) {
    const svg = ["svg", "rect", "line", "text", "title"].includes(tag);
    const node = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "onclick" || name === "oninput" || name === "ontoggle") node[name] = value;
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  // Marks that turn or hide the text around them are shown by their code point. The joiner of
  // emoji stays.
  const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
  const shown = (text) => Array.from(text || "", (c) => CONTROL.test(c) ? `⟨${code(c)}⟩` : c).join("");
  const code = (c) => c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  const isolated = (text, tag = "span") => element(tag, { class: "isolate", dir: "auto" }, shown(text));
  const number = (value) => value.toLocaleString(english ? "en" : "ja");
  const percent = (part, all) => (all ? `${(100 * part / all).toFixed(1)} %` : "–");
  const moment = (time) => (time ? time.slice(0, 16).replace("T", " ") : t("日時なし", "no time"));

  const span = (first, last) => element("span", null, `${moment(first)} – `, element("br"), moment(last));

  function table(heads, rows) {
    const numeric = (at) => rows.every((cells) => typeof cells[at] === "number");
    const head = element("tr", null, ...heads.map((text, at) => element("th", { scope: "col", class: numeric(at) ? "number" : "" }, text)));
    const body = rows.map((cells) => element("tr", null, ...cells.map((cell) => {
      if (cell instanceof Node) return element("td", { class: cell.className === "isolate" ? "text" : "when" }, cell);
      return element("td", { class: typeof cell === "number" ? "number" : "" }, typeof cell === "number" ? number(cell) : cell);
    })));
    return element("table", null, element("thead", null, head), element("tbody", null, ...body));
  }

  function panel(title, note, ...content) {
    return element("div", { class: "panel" }, element("h3", null, title), note && element("p", { class: "soft" }, note), ...content);
  }

  const steps = (procedure) => procedure.length
    ? element("p", null, element("b", null, t("方針の定め: ", "The policy says: ")), procedure.map((step) => `${step.text}（${step.basis}）`).join(" "))
    : null;

  // ---- figures ---------------------------------------------------------------------------------

  function overview() {
    const { delete: gone, review, keep } = survey.decisions;
    const card = (kind, label, count) => element("div", { class: `card ${kind}` }, label, element("b", null, number(count)), element("span", { class: "soft" }, kind ? percent(count, survey.comments) : t("件", "comments")));
    byId("cards").append(card("", t("すべてのコメント", "All comments"), survey.comments), card("delete", LABELS.delete, gone), card("review", LABELS.review, review), card("keep", LABELS.keep, keep));
    if (survey.period) byId("period").textContent = ` – ${moment(survey.period[0])} … ${moment(survey.period[1])}`;
  }

  function watch() {
    const box = byId("watch");
    box.append(element("div", { class: "columns" }, ...survey.incidents.map((burst, at) => incident(burst, at + 1))));
    if (survey.claims.length) box.append(panel(t("広がっている真偽不明の情報", "Rumours that spread"), t("同じ内容の投稿をまとめています。事実かどうかは担当課に確認してください。", "Comments that say the same. Ask the department in charge whether it is true."), copies(survey.claims), more(survey.unlisted.claims), steps(survey.claim_procedure)));
    if (survey.impersonators.length) box.append(panel(t("公式の名前に似た表示名", "Names like the body's own"), t("成りすましとは限りません。アカウントを開いて確認してください。", "Not every one is an impostor: look at the account."), table([t("表示名", "Name"), t("似ている点", "Likeness"), t("件数", "Comments"), t("維持以外", "Not kept")], survey.impersonators.map((name) => [isolated(name.name), LIKENESS[name.likeness], name.comments, name.flagged])), steps(survey.impersonation_procedure)));
    if (survey.authors.length) box.append(panel(t("くり返し該当している投稿者", "Repeated violations"), survey.block_procedure.length ? null : t("この運用方針には、利用者のブロックについての定めがありません。", "This policy has no rule on blocking users."), table([t("投稿者", "Author"), LABELS.delete, LABELS.review, t("条項", "Clauses"), t("期間", "From – to"), t("対応", "Step")], survey.authors.map((author) => [isolated(author.author), author.delete, author.review, author.clauses.join(" "), span(author.first, author.last), author.may_be_blocked ? t("ブロックの検討対象", "blocking may be considered") : "–"])), more(survey.unlisted.authors), steps(survey.block_procedure)));
    if (survey.copies.length) box.append(panel(t("同じ文面のくり返し", "The same text again and again"), t("言い回しが少し違うものも一つにまとめています。", "Small differences are passed over."), copies(survey.copies), more(survey.unlisted.copies)));
    if (survey.forgotten) box.append(element("p", { class: "note" }, t("件数が多いため、古い文面や投稿者の一部は比較していません。", "There were too many texts or authors to compare all of them.")));
    if (!box.querySelector(".panel")) box.append(element("p", null, t("特に目立つ動きはありませんでした。", "Nothing stood out.")));
  }

  function incident(burst, at) {
    const flagged = burst.series === "flagged";
    const title = flagged ? t("該当コメントの急増", "Burst of flagged comments") : t("コメントの急増", "Burst of comments");
    const fact = t(`${moment(burst.start)} から ${moment(burst.end)} まで ${number(burst.count)}件（ふだんは同じ時間で ${burst.usual}件ほど）。もっとも多いのは ${moment(burst.peak)} からの1時間です。この間の全コメントは ${number(burst.comments)}件です。`,
      `${moment(burst.start)} to ${moment(burst.end)}: ${number(burst.count)} (usual: ${burst.usual}), peak at ${moment(burst.peak)}; ${number(burst.comments)} comments in all.`);
    const post = burst.post && element("p", null, t(`うち${number(burst.under_post)}件が集まっている投稿: `, `${number(burst.under_post)} of them stand under: `), isolated(burst.post));
    return panel(`▼${at} ${title}`, null, element("p", null, fact), post, flagged ? steps(burst.procedure) : null);
  }

  const copies = (groups) => table([t("文面（最初の投稿）", "Text (the first)"), t("件数", "Count"), t("一字一句同じ", "Exact"), t("投稿者", "Authors"), t("維持以外", "Not kept"), t("期間", "From – to")],
    groups.map((group) => [isolated(group.sample), group.count, group.exact, group.authors, group.flagged, span(group.first, group.last)]));

  const more = (count) => count ? element("p", { class: "soft" }, t(`ほか ${number(count)} 件`, `${number(count)} more`)) : null;

  function bars() {
    const bar = (label, parts, most, total) => {
      const track = element("span", { class: "track", "aria-hidden": "true" });
      for (const [kind, count] of parts) {
        const piece = element("i", { class: kind });
        piece.style.width = `${100 * count / most}%`;
        if (count) track.append(piece);
      }
      return element("div", { class: "bar" }, element("span", null, label), element("span", { class: "number" }, total), track);
    };
    const most = Math.max(1, ...survey.clauses.map((clause) => clause.delete + clause.review));
    const clauses = survey.clauses.map((clause) => bar(`${clause.clause} ${clause.text}`, [["delete", clause.delete], ["review", clause.review]], most, t(`削除候補 ${clause.delete}・要確認 ${clause.review}`, `delete ${clause.delete}, review ${clause.review}`)));
    byId("clause-bars").append(panel(t("条項ごとの件数", "By clause"), null, ...(clauses.length ? clauses : [t("該当はありません。", "None.")])));
    const top = survey.rules.slice(0, 12);
    const rules = top.map((rule) => bar(`${rule.title}（${rule.rule}）`, [["", rule.comments]], Math.max(1, top[0].comments), number(rule.comments)));
    byId("rule-bars").append(panel(t("よく働いた規則", "Most frequent rules"), null, ...(rules.length ? rules : [t("該当はありません。", "None.")])));
  }

  function chart() {
    const box = byId("chart");
    if (!survey.days.length) return box.append(element("p", null, t("日時の列がないため、推移は示せません。", "There are no times to show.")));
    const step = Math.ceil(survey.days.length / 190);
    const groups = [];
    survey.days.forEach((day, at) => {
      if (at % step === 0) groups.push({ day: day.day, delete: 0, review: 0, keep: 0 });
      for (const kind of ["delete", "review", "keep"]) groups[groups.length - 1][kind] += day[kind];
    });
    const [width, height, left, top] = [960, 200, 34, 18];
    const most = Math.max(1, ...groups.map((group) => group.delete + group.review + group.keep));
    const slot = (width - left) / groups.length;
    const y = (count) => top + height - height * count / most;
    const svg = element("svg", { viewBox: `0 0 ${width} ${top + height + 20}`, role: "img", "aria-label": t("日ごとのコメント数。同じ数値の表が下にあります。", "Comments by day; the table below has the same figures.") });
    for (const count of new Set([0, Math.round(most / 2), most])) {
      svg.append(element("line", { class: "grid", x1: left, x2: width, y1: y(count), y2: y(count) }), element("text", { x: left - 5, y: y(count) + 4, "text-anchor": "end" }, String(count)));
    }
    survey.incidents.forEach((burst, at) => {
      const place = (time) => Math.max(0, groups.findLastIndex((group) => group.day <= time.slice(0, 10)));
      const [from, to] = [place(burst.start), place(burst.end)];
      const x = left + from * slot;
      svg.append(element("rect", { class: "band", x: x - 2, y: top, width: (to - from + 1) * slot + 4, height }), element("text", { class: "flag", x: x + slot / 2 + 11 * (at % 2 ? 1 : -1), y: 12, "text-anchor": "middle" }, `▼${at + 1}`));
    });
    groups.forEach((group, at) => {
      let base = 0;
      for (const kind of ["delete", "review", "keep"]) {
        if (!group[kind]) continue;
        const x = left + at * slot + slot * 0.1;
        svg.append(element("rect", { class: `b-${kind}`, x, y: y(base + group[kind]), width: slot * 0.8, height: height * group[kind] / most }, element("title", null, `${group.day} ${LABELS[kind]} ${group[kind]}`)));
        base += group[kind];
      }
      const previous = at && groups[at - 1].day.slice(0, 7);
      if (group.day.slice(0, 7) !== previous && (at === 0 || slot * (groups.length - at) > 40)) svg.append(element("text", { x: left + at * slot, y: top + height + 15 }, group.day.slice(0, at && previous.slice(0, 4) === group.day.slice(0, 4) ? 7 : 10)));
    });
    const legend = element("p", { class: "legend" }, ...["delete", "review", "keep"].map((kind) => element("span", null, element("i", { class: kind }), LABELS[kind])), survey.incidents.length ? element("span", null, element("i", { class: "burst" }), t("▼ 急増（上の番号）", "▼ burst, numbered as above")) : null);
    const figures = element("details", null, element("summary", null, t("数値の表", "Figures")), table([t("日", "Day"), LABELS.delete, LABELS.review, LABELS.keep], groups.filter((group) => group.delete + group.review + group.keep).map((group) => [group.day, group.delete, group.review, group.keep])));
    const undated = survey.undated ? element("p", { class: "soft" }, t(`日時を読めないコメント ${number(survey.undated)}件は含みません。`, `${number(survey.undated)} comments without a readable time are left out.`)) : null;
    box.append(element("div", { class: "panel" }, legend, svg, undated, figures));
  }

  // ---- the person's decisions ------------------------------------------------------------------

  const decisions = new Map();
  const STORE = `sekimori-report ${data.key}`;
  let unsaved = false;

  // Work survives a closed tab: row numbers, decisions and notes are kept on this machine, no comment.
  function remember() {
    unsaved = true;
    try { localStorage.setItem(STORE, JSON.stringify([...decisions])); } catch { /* private window: the CSV remains */ }
  }

  function recall() {
    try { for (const [row, made] of JSON.parse(localStorage.getItem(STORE) || "[]")) if (queue[row]) decisions.set(row, made); } catch { /* nothing kept */ }
  }

  function stamp(date) {
    const pad = (value) => String(value).padStart(2, "0");
    const offset = -date.getTimezoneOffset();
    const local = new Date(date.getTime() + offset * 60000).toISOString().slice(0, 19);
    return `${local}${offset < 0 ? "-" : "+"}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
  }

  function decide(row, decision) {
    const item = queue[row];
    if (decision === null) decisions.delete(row);
    else decisions.set(row, { clauses: clausesOf(item).join(";"), note: "", ...decisions.get(row), decision, clerk: byId("clerk").value.trim(), at: stamp(new Date()) });
    remember();
    progress();
    refresh(row);
  }

  const clausesOf = (item) => item.report.violations.map((broken) => broken.clause);
  const rulesOf = (item) => [...new Set(item.report.violations.flatMap((broken) => broken.findings.map((finding) => finding.rule)))];

  const COLUMNS = ["id", "time", "text", "decision", "clauses", "rules", "score", "clerk_decision", "clerk_clauses", "clerk", "decided_at", "note"];
  const STARTS = /^[=+\-@\t\r\n\0＝＋－＠]/;
  const NUMBER = /^[+-]?[0-9.][0-9.,]*%?$/;

  // A spreadsheet must not run a comment (OWASP, CSV Injection).
  function cell(value) {
    let text = value === null || value === undefined ? "" : String(value);
    if (STARTS.test(text) && !NUMBER.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function csv() {
    const rows = [...decisions].sort(([a], [b]) => a - b).map(([row, made]) => {
      const item = queue[row];
      return [item.id, item.time, item.text, item.report.decision, clausesOf(item).join(";"), rulesOf(item).join(";"), item.report.score, made.decision, made.decision === "keep" ? "" : made.clauses, made.clerk, made.at, made.note];
    });
    return "\ufeff" + [COLUMNS, ...rows].map((cells) => cells.map(cell).join(",") + "\r\n").join("");
  }

  function save() {
    const url = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
    element("a", { href: url, download: `decisions-${stamp(new Date()).slice(0, 10)}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    unsaved = false;
  }

  function progress() {
    byId("progress").textContent = t(`${number(queue.length)}件のうち${number(decisions.size)}件を確認しました`, `${number(decisions.size)} of ${number(queue.length)} decided`);
    byId("export").disabled = decisions.size === 0;
  }

  // ---- the queue -------------------------------------------------------------------------------

  const revealed = new Set();
  let rows = [];
  let drawn = 0;
  let current = -1;

  function personalPlaces(item) {
    const findings = [...item.report.violations.flatMap((broken) => broken.findings), ...item.report.uncounted];
    return findings.filter((finding) => finding.concept === "privacy").flatMap((finding) => finding.evidence);
  }

  // Personal data are hidden in every text that repeats them.
  function conceal(text, row) {
    if (revealed.has(row)) return shown(text);
    let hidden = text || "";
    const parts = [...new Set(personalPlaces(queue[row]).map((place) => place.text))].filter((part) => Array.from(part).length > 1);
    for (const part of parts.sort((a, b) => b.length - a.length)) hidden = hidden.replaceAll(part, "●".repeat(Array.from(part).length));
    return shown(hidden);
  }

  function comment(row) {
    const item = queue[row];
    const letters = Array.from(item.text);
    const marks = letters.map(() => ({ numbers: [], personal: false }));
    item.report.violations.forEach((broken, at) => broken.findings.flatMap((finding) => finding.evidence).forEach((place) => {
      for (let i = place.char_start; i < place.char_end && i < marks.length; i += 1) if (!marks[i].numbers.includes(at + 1)) marks[i].numbers.push(at + 1);
    }));
    personalPlaces(item).forEach((place) => { for (let i = place.char_start; i < place.char_end && i < marks.length; i += 1) marks[i].personal = true; });
    const quote = element("blockquote", { dir: "auto" });
    const same = (a, b) => a.personal === b.personal && a.numbers.join() === b.numbers.join();
    for (let start = 0, end; start < letters.length; start = end) {
      for (end = start + 1; end < letters.length && same(marks[start], marks[end]); end += 1);
      quote.append(...run(letters.slice(start, end), marks[start], row));
    }
    return quote;
  }

  function run(letters, { numbers, personal }, row) {
    const note = numbers.length ? element("sup", { "aria-label": t(`根拠${numbers.join("、")}`, `evidence ${numbers.join(", ")}`) }, numbers.join(",")) : null;
    if (personal && !revealed.has(row)) {
      const button = element("button", { type: "button", class: "masked", "aria-label": t("伏せた個人情報を表示", "Show personal data"), onclick: () => { revealed.add(row); refresh(row); } }, "●".repeat(Math.min(letters.length, 12)));
      return note ? [button, note] : [button];
    }
    const parts = letters.map((c) => (CONTROL.test(c) ? element("span", { class: "control" }, code(c)) : c));
    return numbers.length ? [element("mark", null, ...parts), note] : parts;
  }

  function card(row) {
    const item = queue[row];
    const { report } = item;
    const made = decisions.get(row);
    const node = element("article", { class: `${report.decision}${made ? " done" : ""}${row === current ? " current" : ""}`, tabindex: "-1", "data-row": row, "aria-label": `${LABELS[report.decision]} ${shown(String(item.id))}` });
    node.append(element("div", { class: "head" }, element("span", { class: `tag ${report.decision}` }, `${report.decision === "delete" ? "■" : "◇"} ${LABELS[report.decision]} ${report.score.toFixed(2)}`), item.urgent ? element("span", { class: "urgent" }, t("急ぎ", "Urgent")) : null, element("span", { class: "soft" }, `${t("番号", "id")} `, isolated(String(item.id))), element("span", { class: "soft" }, item.when ? moment(item.when) : shown(item.time || t("日時なし", "no time"))), item.author ? element("span", { class: "soft" }, isolated(item.author)) : null));
    if (item.article) node.append(element("p", { class: "soft" }, t("投稿: ", "Post: "), isolated(conceal(item.article, row))));
    node.append(comment(row), element("ol", null, ...report.violations.map((broken) => element("li", null, `${broken.clause} ${broken.text}${broken.capped ? t("（文面だけでは決められないため人が確認）", " (text alone cannot decide)") : ""}`))), explanation(row), buttons(row, made));
    return node;
  }

  function explanation(row) {
    const { report } = queue[row];
    const findings = report.violations.flatMap((broken) => broken.findings);
    const list = element("ol", null, ...findings.map((finding) => element("li", null, `${finding.title}: ${conceal(finding.reason, row)}`, element("span", { class: "soft" }, ` ${finding.rule} ${finding.strength.toFixed(2)}`))));
    const parts = [element("pre", null, conceal(report.explanation, row)), list];
    if (report.redaction && !report.redaction.whole_only) parts.push(element("p", null, element("b", null, t("該当部分だけ伏せた場合: ", "With only the offending parts masked: ")), isolated(report.redaction.text)));
    if (report.follow_up.length) parts.push(element("ul", null, ...report.follow_up.map((step) => element("li", null, `${step.text}（${step.basis}）`))));
    const details = element("details", null, element("summary", null, t("なぜこの判定か", "Why")), ...parts);
    return details;
  }

  function buttons(row, made) {
    const choice = (kind, key) => element("button", { type: "button", class: kind, "aria-pressed": String(made?.decision === kind), onclick: () => { select(row); decide(row, made?.decision === kind ? null : kind); } }, `${made?.decision === kind ? "✔ " : ""}${CLERK[kind]} (${key})`);
    const box = element("div", { class: "decide", role: "group", "aria-label": t("あなたの決定", "Your decision") }, choice("delete", 1), choice("review", 2), choice("keep", 3));
    if (!made) return box;
    const field = (key, label) => element("input", { "aria-label": label, placeholder: label, value: made[key], oninput: (event) => { made[key] = event.target.value; remember(); } });
    if (made.decision !== "keep") box.append(field("clauses", t("条項（; で区切る）", "Clauses, parted by ;")));
    box.append(field("note", t("メモ", "Note")));
    return box;
  }

  function refresh(row) {
    const old = document.querySelector(`article[data-row="${row}"]`);
    if (!old) return;
    const open = old.querySelector("details").open;
    const fresh = card(row);
    fresh.querySelector("details").open = open;
    old.replaceWith(fresh);
    if (row === current) fresh.focus({ preventScroll: true });
  }

  function filter() {
    const [decision, clause, state, from, to] = ["decision", "clause", "state", "from", "to"].map((name) => byId(`f-${name}`).value);
    const words = byId("f-text").value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    rows = [...queue.keys()].filter((row) => {
      const item = queue[row];
      const day = (item.when || "").slice(0, 10);
      const text = () => [item.id, item.author, item.article, item.text].join("\n").normalize("NFKC").toLowerCase();
      return (!decision || item.report.decision === decision) && (!clause || clausesOf(item).includes(clause))
        && (!state || (state === "open") !== decisions.has(row)) && (!from || (day && day >= from)) && (!to || (day && day <= to))
        && words.every((word) => text().includes(word));
    });
    byId("list").replaceChildren();
    drawn = 0;
    current = -1;
    draw();
    const cut = data.cut ? t(`（急ぎの順に${number(queue.length)}件まで。ほかに${number(data.cut)}件あります。全件は出力ファイルをご覧ください）`, ` (the ${number(queue.length)} most urgent; ${number(data.cut)} more are in the output file)`) : "";
    byId("count").textContent = (rows.length ? t(`${number(rows.length)}件`, `${number(rows.length)} comments`) : t("該当するコメントはありません", "No comments")) + cut;
  }

  function draw(all) {
    const end = all ? rows.length : Math.min(rows.length, drawn + PAGE);
    byId("list").append(...rows.slice(drawn, end).map(card));
    drawn = end;
    byId("more").hidden = drawn >= rows.length;
  }

  function select(row) {
    document.querySelector("article.current")?.classList.remove("current");
    current = row;
    document.querySelector(`article[data-row="${row}"]`)?.classList.add("current");
  }

  function walk(by) {
    const at = rows.indexOf(current);
    const next = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by));
    if (!rows.length) return;
    if (next >= drawn) draw();
    select(rows[next]);
    const node = document.querySelector("article.current");
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "center" });
  }

  const KEYS = { j: () => walk(1), k: () => walk(-1), 1: () => key("delete"), 2: () => key("review"), 3: () => key("keep"), 0: () => key(null), e: () => { const details = document.querySelector("article.current details"); if (details) details.open = !details.open; } };
  const key = (decision) => { if (current >= 0) decide(current, decision); };

  function options(id, pairs) {
    byId(id).append(...pairs.map(([value, label]) => element("option", { value }, label)));
  }

  function start() {
    overview();
    watch();
    bars();
    chart();
    recall();
    const all = ["", t("すべて", "All")];
    options("f-decision", [all, ["delete", LABELS.delete], ["review", LABELS.review]]);
    options("f-clause", [all, ...survey.clauses.map((clause) => [clause.clause, `${clause.clause} ${clause.text}`])]);
    options("f-state", [all, ["open", t("まだ", "Open")], ["done", t("確認済み", "Decided")]]);
    byId("filters").addEventListener("input", filter);
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("more").addEventListener("click", () => draw());
    byId("export").addEventListener("click", save);
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
      const act = KEYS[event.key];
      if (act) { event.preventDefault(); act(); }
    });
    addEventListener("beforeprint", () => draw(true));
    addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
    filter();
    progress();
  }

  start();
})();
