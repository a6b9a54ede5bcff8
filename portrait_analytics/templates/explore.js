/*
Beside this script, the page holds Vega, Vega-Lite and Vega-Embed, which are distributed under these terms:

Copyright (c) 2015-2023, University of Washington Interactive Data Lab. All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
   disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
   disclaimer in the documentation and/or other materials provided with the distribution.
3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products
   derived from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT OWNER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

They use D3: Copyright Mike Bostock. Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice and this permission notice appear in all
copies. THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING
ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
*/
(() => {
"use strict";
// Draws what is chosen: one grouping, one group, one attribute, one measure. It knows the cells that the page was made
// with and computes none: every number that it prints is the text of one of them.

const data = JSON.parse(document.getElementById("explore-data").textContent);
const find = (id) => document.getElementById(id);
const root = find("explore");
if (!root) return;

const LINE = 16, PAD = 8, SIZE = 13, NARROW = 600, LABEL = 190, HEAD = 12;
const FONT = "system-ui, sans-serif";
// every text is written once in the data, and its number where it is meant
const unpack = ({texts, rows}) => rows.map(([at, cells]) => ({
  at: at.map((number) => texts[number]),
  cells: Object.fromEntries(cells.map(([what, status, shown, ...rest]) => [texts[what], [texts[status], texts[shown], ...rest]])),
}));
const listed = unpack(data.places);
const places = new Map(listed.map((place) => [JSON.stringify(place.at), place.cells]));
const WHOLE = ["", "", ""];
const SIDES = {from: data.before, to: data.now};
const WAYS = ["up", "down", "same"];

// cells

function read(figure, group, part, what) {
  const cells = places.get(JSON.stringify([figure, ...group, part.attribute, part.competency]));
  const cell = cells && cells[what];
  return cell ? Object.fromEntries(data.fields.map((name, place) => [name, cell[place] ?? null])) : null;
}

const told = (cell) => cell !== null && cell.row !== null;
const count = (number) => new Intl.NumberFormat("en-US").format(number);

// What a cell of the map says, line by line; each piece is a text, or a text with the row that it is printed from.
function describe(figure, group, part, measure) {
  const moved = measure === "moved";
  const lead = read(figure, group, part, moved ? "net_movers" : `proficient_share ${measure}`);
  if (!told(lead)) return {lead, lines: [[lead ? lead.shown : "nothing published"]]};
  const quote = (what) => read(figure, group, part, what);
  if (!moved) return {lead, lines: [[lead], [quote(`proficient ${measure}`)]]};
  const movers = [[quote("movers up"), ", ", quote("movers down")]];
  if (lead.people !== null) movers.push(["of ", {...lead, shown: count(lead.people)}]);
  return {lead, lines: movers};
}

const plain = (pieces) => pieces.map((piece) => (piece && piece.shown !== undefined ? piece.shown : piece ?? "")).join("");

function meaning(cell) {
  const reason = cell && data.reasons[cell.status];
  return reason ? `${reason.words}: ${reason.meaning}` : "nothing published";
}

// choices

const chosen = () => {
  const id = document.querySelector("input[name=grouping]:checked").value;
  const grouping = data.groupings.find((one) => one.id === id);
  const group = grouping.groups[Number(find("group").value)] || grouping.groups[0];
  const attribute = data.attributes.find((one) => one.id === find("attribute").value);
  const measure = find("measure").value;
  const competencies = attribute.competencies.map((one) => ({...one, attribute: attribute.id, competency: one.id}));
  const parts = grouping.by === "competency" ? competencies : data.attributes.map(asPart);
  const own = grouping.by === "competency" ? competencies : [asPart(attribute)];
  return {grouping, group, attribute, competencies, measure, parts, own, whole: data.whole[grouping.by]};
};

const asPart = (attribute) => ({name: attribute.name, attribute: attribute.id, competency: ""});
const level = () => `at or above ${data.proficient}`;
const when = (measure) => (measure === "moved" ? `${data.before} to ${data.now}` : SIDES[measure]);
const what = (measure) => (measure === "moved" ? "Who moved" : `${level()[0].toUpperCase()}${level().slice(1)}`);

function listGroups() {
  const grouping = data.groupings.find((one) => one.id === document.querySelector("input[name=grouping]:checked").value);
  const select = find("group");
  find("group-name").textContent = grouping.name;
  select.replaceChildren();
  const bands = new Map();
  grouping.groups.forEach((group, place) => {
    let into = select;
    if (group.band) {
      if (!bands.has(group.band)) bands.set(group.band, select.appendChild(make("optgroup", "", {label: group.band})));
      into = bands.get(group.band);
    }
    into.append(make("option", group.name, {value: place}));
  });
  const first = grouping.groups.findIndex((group) => tells(grouping, group));
  select.value = String(Math.max(first, 0));
}

const tells = (grouping, group) =>
  listed.some((place) => place.at[0] === grouping.figure && same(place.at.slice(1, 4), group.at) &&
    Object.values(place.cells).some((cell) => cell.length > 2));
const same = (one, other) => one.every((text, place) => text === other[place]);

// elements

function make(tag, content, attributes) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...[content].flat(9).filter((part) => part !== "" && part !== null));
  return element;
}

const piece = (part) =>
  part && part.shown !== undefined ? (told(part) ? make("span", part.shown, {"data-row": part.row}) : part.shown) : part ?? "";

function tableCell(lines, look, differs) {
  const spans = lines.map((line, place) => make("span", line.map(piece), {class: place ? "line" : "first"}));
  const spaced = spans.flatMap((span, place) => (place ? [" ", span] : [span]));
  const marked = differs ? [...spaced, make("span", " (differs from the district)", {class: "unseen"})] : spaced;
  return make("td", marked, {class: look + (differs ? " differs" : "")});
}

function reasonCell(cell) {
  const reason = cell && data.reasons[cell.status];
  return tableCell([[cell ? cell.shown : "nothing published"]], reason ? reason.look : "nothing", false);
}

const plainCell = (cells) => (told(cells[0]) ? tableCell(cells.filter(told).map((one) => [one]), "plain", false) : reasonCell(cells[0]));

function mapCell(described) {
  const lead = described.lead;
  return told(lead) ? tableCell(described.lines, look(lead) || "plain", lead.differs === true) : reasonCell(lead);
}

function look(cell) {
  const middle = (data.classes.length - 1) / 2;
  return cell.colour_class === null ? "" : data.classes[cell.colour_class + middle].look;
}

// bands: [name, [[row name, [cells]]]]; the rows of a band without a name stand under no heading
function table(into, caption, headers, bands, kind) {
  const head = make("thead", make("tr", headers.map((name) => make("th", name, {scope: "col"}))));
  const bodies = bands.map(([name, rows]) => make("tbody", [
    name ? make("tr", make("th", make("span", name), {scope: "rowgroup", colspan: headers.length}), {class: "band"}) : "",
    ...rows.map(([label, cells]) => make("tr", [make("th", label, {scope: "row"}), ...cells])),
  ]));
  find(into).replaceChildren(make("table", [make("caption", caption), head, ...bodies], {class: kind}));
}

const byBand = (groups, row) => [...new Set(groups.map((group) => group.band))].map((band) =>
  [band, groups.filter((group) => group.band === band).map(row)]);

// what is chosen, in words and as a table

function say(choice) {
  const {grouping, group, own, measure} = choice;
  const lead = `${group.name}, ${choice.attribute.name}, ${measure === "moved" ? "who moved" : level()}, ${when(measure)}`;
  const one = (part) => sayOne(grouping.figure, group.at, part, measure);
  const whole = grouping.by === "attribute" ? ` All leaders: ${sayOne(choice.whole, WHOLE, own[0], measure)}.` : "";
  const words = grouping.by === "attribute" ? `: ${one(own[0])}.${whole}` : `. ${own.map((part) => `${part.name}: ${one(part)}.`).join(" ")}`;
  find("said").textContent = lead + words;
}

function sayOne(figure, group, part, measure) {
  const {lead, lines} = describe(figure, group, part, measure);
  if (!told(lead)) return meaning(lead);
  const words = lines.map(plain).join(measure === "moved" ? " " : ", ");
  return `${words}${measure === "moved" ? `, net ${lead.shown}` : ""}`;
}

function tableChosen(choice) {
  const ends = [[choice.group.name, choice.grouping.figure, choice.group.at], ["All leaders", choice.whole, WHOLE]];
  const cells = ([, figure, group], part) => {
    const own = (name) => read(figure, group, part, name);
    const ways = WAYS.map((way) => own(`movers ${way}`));
    const moved = told(own("net_movers")) ? tableCell(ways.filter(Boolean).map((way) => [way]), "plain", false) : reasonCell(own("net_movers"));
    const sides = Object.keys(SIDES).filter((side) => SIDES[side]).map((side) =>
      plainCell([own(`proficient_share ${side}`), own(`proficient ${side}`)]));
    return data.before ? [moved, plainCell([own("net_movers")]), ...sides] : sides;
  };
  const bands = choice.own.map((part) => [part.name, ends.map((end) => [end[0], cells(end, part)])]);
  const sides = Object.values(SIDES).filter(Boolean).map((name) => `${what("to")}, ${name}`);
  const headers = ["Leaders", ...(data.before ? [`Moved, ${when("moved")}`, "Net movers"] : []), ...sides];
  table("chosen-table", `${choice.group.name} beside all leaders, ${choice.attribute.name}`, headers, bands, "district");
}

// the map

function tellMap(choice) {
  const rows = [{name: "All leaders", band: "", at: WHOLE, whole: true}, ...choice.grouping.groups];
  const described = rows.map((group) => choice.parts.map((part) =>
    describe(group.whole ? choice.whole : choice.grouping.figure, group.at, part, choice.measure)));
  const title = `${what(choice.measure)}, by ${choice.grouping.id}, ${when(choice.measure)}`;
  find("map-title").textContent = title;
  find("map-key").hidden = choice.measure !== "moved";
  const leads = described.flat().map((one) => one.lead);
  for (const status of Object.keys(data.reasons)) {
    find(`reason-${status}`).hidden = !leads.some((lead) => lead && lead.status === status);
  }
  find("reason-differs").hidden = !leads.some((lead) => lead && lead.differs === true);
  find("map-caption").textContent = choice.measure === "moved"
    ? "The frame is around what you chose."
    : "In each cell the line runs from nobody to everybody, with the share and its 95% interval. The frame is around what you chose.";
  const bands = byBand(rows, (group) => [group.name, described[rows.indexOf(group)].map(mapCell)]);
  const corner = choice.grouping.name;
  table("map-table", title, [corner, ...choice.parts.map((part) => part.name)], bands, "heatmap");
  return {rows, described};
}

const NAMES = `bold ${SIZE}px ${FONT}`, HEADS = `${HEAD}px ${FONT}`;
const pen = document.createElement("canvas").getContext("2d");
function long(text, font = NAMES) {
  pen.font = font;
  return pen.measureText(text).width;
}

// Lines no longer than the width, if what stands between the given signs is not.
function fill(text, width, between, font = NAMES) {
  const lines = [];
  for (const word of text.split(between)) {
    const longer = lines.length ? `${lines[lines.length - 1]}${between}${word}` : word;
    if (lines.length && long(longer, font) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

// Names, cut where they have more lines than there is room for.
function wrap(text, width, most, font = NAMES) {
  const lines = fill(text, width, " ", font);
  const kept = lines.slice(0, most).map((line) => cut(line, width, font));
  if (lines.length > most) kept[most - 1] = cut(`${kept[most - 1]}…`, width, font);
  return kept;
}

function cut(line, width, font) {
  const signs = [...line];
  while (signs.length > 1 && long(`${signs.join("")}…`, font) > width + long("…", font)) signs.pop();
  return signs.length < [...line].length ? `${signs.slice(0, -1).join("")}…` : line;
}

// Colors and inks are those of the style sheet, so that a drawing looks like the tables of the other pages.
function colours(name) {
  const probe = document.body.appendChild(make("div", make("span", "", {class: name}), {class: "portrait"}));
  const style = getComputedStyle(probe.firstChild);
  const found = {paper: style.backgroundColor, ink: style.color};
  probe.remove();
  return found;
}

const OUTLINES = {no_answer: [], not_asked: [2, 3], no_pairs: [6, 3]};

class Drawing {
  constructor(width) {
    Object.assign(this, {width, y: 0, rects: [], texts: [], rules: [], dots: [], frames: []});
  }
  text(text, x, y, options) {
    this.texts.push({x, y, text, ink: "currentColor", align: "left", weight: "normal", size: SIZE, ...options});
  }
  lines(texts, x, y, options) {
    texts.forEach((text, place) => this.text(text, x, y + LINE * (place + 0.5), options));
  }
  spec() {
    const scale = (end) => ({domain: [0, end], range: [0, end], nice: false, zero: false});
    const at = (field, end) => ({field, type: "quantitative", axis: null, scale: scale(end)});
    const x = at("x", this.width), y = at("y", this.y), plainly = (field) => ({field, type: "nominal", scale: null});
    const box = {x, y, x2: {field: "x2"}, y2: {field: "y2"}};
    const layer = (values, mark, encoding) => ({data: {values}, mark, encoding});
    const weight = (name) => ({expr: `datum.${name}`});
    return {
      width: this.width, height: this.y, padding: 0, autosize: "none", background: "transparent",
      config: {font: FONT, view: {stroke: null}},
      layer: [
        layer(this.rects, {type: "rect"}, {...box, fill: plainly("paper")}),
        layer(this.rules, {type: "rule", strokeCap: "butt"}, {...box, stroke: plainly("ink"),
          strokeWidth: {field: "thick", type: "quantitative", scale: null}, opacity: {field: "strong", type: "quantitative", scale: null}}),
        layer(this.dots, {type: "point", filled: true, size: 70, opacity: 1}, {x, y, color: plainly("ink")}),
        ...[[], [2, 3], [6, 3]].map((dash) => layer(this.frames.filter((one) => String(one.dash) === String(dash)),
          {type: "rect", fillOpacity: 0, strokeDash: dash}, {...box, stroke: plainly("ink"),
            strokeWidth: {field: "thick", type: "quantitative", scale: null}})),
        layer(this.texts, {type: "text", baseline: "middle", align: weight("align"), fontWeight: weight("weight")},
          {x, y, text: {field: "text", type: "nominal"}, color: plainly("ink"), size: {field: "size", type: "quantitative", scale: null}}),
      ].filter((one) => one.data.values.length),
    };
  }
}

// What is printed is never cut: a number without its end would be another one.
const linesOf = ({lines}, width) => lines.flatMap((line) => fill(plain(line), width, ", ").flatMap((part, place, all) =>
  fill(place < all.length - 1 ? `${part},` : part, width, " ")));

// as high as the one of these cells that says most
function height(cells, width, measure) {
  const most = Math.max(...cells.map((one) => linesOf(one, width - 2 * PAD - 2).length));
  return LINE * most + PAD + 2 + (measure === "moved" ? 0 : 2 * PAD);
}

function cellInto(drawing, described, box, measure, pick) {
  const {lead} = described, open = told(lead), name = open ? look(lead) : (data.reasons[lead && lead.status] || {look: "hidden"}).look;
  const shade = name && (open || name === "hidden") ? colours(name) : {paper: "transparent", ink: "currentColor"};
  drawing.rects.push({...box, paper: shade.paper, ...pick});
  const inner = {x: box.x + 1, x2: box.x2 - 1, y: box.y + 1, y2: box.y2 - 1};
  if (matchMedia("(forced-colors: active)").matches) drawing.frames.push({...inner, dash: [], ink: "currentColor", thick: 1});
  if (lead && lead.status in OUTLINES) drawing.frames.push({...inner, dash: OUTLINES[lead.status], ink: "currentColor", thick: 1});
  if (open && lead.differs === true) drawing.frames.push({...inner, dash: [], ink: shade.ink, thick: 3});
  const width = box.x2 - box.x - 2 * PAD;
  drawing.lines(linesOf(described, width), box.x + PAD, box.y + PAD / 2, {ink: shade.ink});
  if (open && measure !== "moved" && lead.value !== null) strip(drawing, lead, box.x + PAD, width, box.y2 - PAD);
}

// from nobody to everybody, with the interval and the share of a cell that has them
function strip(drawing, lead, x, width, y) {
  const line = (from, to, thick, strong) => drawing.rules.push({x: x + width * from, x2: x + width * to, y, y2: y, ink: "currentColor", thick, strong});
  line(0, 1, 1, 0.4);
  line(lead.low, lead.high, 4, 0.6);
  drawing.dots.push({x: x + width * lead.value, y, ink: "currentColor"});
}

function drawMap(choice, {rows, described}, width) {
  const drawing = new Drawing(width);
  const own = choice.parts.map((part, place) => place).filter((place) => choice.grouping.by === "competency" || choice.parts[place].attribute === choice.attribute.id);
  (width < NARROW ? stacked : sideBySide)(drawing, choice, rows, described, own);
  return drawing;
}

function sideBySide(drawing, choice, rows, described, own) {
  const wide = (drawing.width - LABEL) / choice.parts.length, left = (place) => LABEL + wide * place;
  const heads = choice.parts.map((part) => wrap(part.name, wide - PAD, 4));
  drawing.y = LINE * Math.max(...heads.map((head) => head.length)) + PAD;
  const top = drawing.y;
  heads.forEach((head, place) => drawing.lines(head, left(place) + PAD, top - PAD / 2 - LINE * head.length, {weight: own.includes(place) ? "bold" : "normal"}));
  let band = "", frame = null;
  rows.forEach((group, row) => {
    if (group.band !== band) {
      band = group.band;
      drawing.y += 2 * LINE;
      drawing.text(band, 0, drawing.y - LINE * 0.7, {weight: "bold"});
    }
    const y = drawing.y, mine = group === choice.group, names = wrap(group.name, LABEL - PAD, 3);
    const tall = Math.max(height(described[row], wide, choice.measure), names.length * LINE + PAD);
    drawing.lines(names, 0, y + PAD / 2, {weight: mine ? "bold" : "normal"});
    described[row].forEach((one, place) => {
      const box = {x: left(place) + 1, x2: left(place) + wide - 1, y: y + 1, y2: y + tall - 1};
      cellInto(drawing, one, box, choice.measure, {row, part: place});
    });
    if (mine) frame = {x: left(own[0]), x2: left(own[own.length - 1]) + wide, y: y - 1, y2: y + tall + 1};
    drawing.y += tall + (group.whole ? PAD : 0);
  });
  if (frame) drawing.frames.push({...frame, x: frame.x - 1, x2: Math.min(frame.x2 + 1, drawing.width - 1), dash: [6, 3], ink: "currentColor", thick: 2});
  drawing.y += PAD / 2;
}

// on a phone: each group with the chosen attribute, or its competencies, one under the other
function stacked(drawing, choice, rows, described, own) {
  let band = "";
  rows.forEach((group, row) => {
    if (group.band !== band) {
      band = group.band;
      drawing.text(band, 0, drawing.y + LINE, {weight: "bold"});
      drawing.y += 2 * LINE;
    }
    const start = drawing.y, names = wrap(group.name, drawing.width - PAD, 2);
    drawing.lines(names, PAD / 2, start + PAD / 2, {weight: "bold"});
    drawing.y += LINE * names.length + PAD;
    own.forEach((place) => {
      if (own.length > 1) {
        const heads = wrap(choice.parts[place].name, drawing.width - PAD, 2);
        drawing.lines(heads, PAD / 2, drawing.y);
        drawing.y += LINE * heads.length + 2;
      }
      const tall = height([described[row][place]], drawing.width - 8, choice.measure);
      cellInto(drawing, described[row][place], {x: 4, x2: drawing.width - 4, y: drawing.y, y2: drawing.y + tall}, choice.measure, {row, part: place});
      drawing.y += tall + PAD / 2;
    });
    if (group === choice.group) drawing.frames.push({x: 1, x2: drawing.width - 1, y: start + 1, y2: drawing.y, dash: [6, 3], ink: "currentColor", thick: 2});
    drawing.y += PAD;
  });
}

// levels: told of clusters and of all leaders

function readLevels(choice) {
  const cluster = choice.group.at[0];
  const near = choice.grouping.id !== "role" && places.has(JSON.stringify([data.levels_figure, cluster, "", "", choice.competencies[0].attribute, choice.competencies[0].competency]));
  const group = near ? [cluster, "", ""] : WHOLE;
  const rows = choice.competencies.map((part) => ({part, cells: data.level_parts.map((one) => ({...one, cell: read(data.levels_figure, group, part, `levels ${one.item}`)})).filter((one) => one.cell)}));
  return {name: near ? cluster : "All leaders", near, rows};
}

function tellLevels(choice, levels) {
  find("levels-title").textContent = `${levels.name} by level, ${choice.attribute.name}, ${data.now}`;
  const why = choice.grouping.id === "cluster" ? "" : `Levels are not told by ${choice.grouping.id}; these are of ${levels.near ? `the cluster, ${levels.name}` : "all leaders"}. `;
  find("levels-caption").textContent = `${why}A bar is a part of those who answered; where words stand for a count, there is no bar.`;
  const cells = (row) => {
    if (!row.cells.length) return data.levels.map(() => reasonCell(null));
    return row.cells.map((one) => {
      const made = plainCell([one.cell]);
      if (one.levels.length > 1) made.setAttribute("colspan", one.levels.length);
      if (one.levels.length > 1) made.querySelector(".first").prepend(`${one.name}: `);
      return made;
    });
  };
  table("levels-table", find("levels-title").textContent, ["Competency", ...data.levels], [["", levels.rows.map((row) => [row.part.name, cells(row)])]], "levels");
}

function drawLevels(levels, width) {
  const drawing = new Drawing(width), wide = width / data.levels.length;
  const heads = data.levels.map((name) => wrap(name, wide - PAD, 2, HEADS));
  drawing.y = LINE * Math.max(...heads.map((head) => head.length)) + PAD;
  heads.forEach((head, place) => drawing.lines(head, place * wide, drawing.y - PAD - LINE * head.length, {size: HEAD}));
  for (const row of levels.rows) {
    const names = wrap(row.part.name, width, 2);
    drawing.rules.push({x: 0, x2: width, y: drawing.y, y2: drawing.y, ink: "currentColor", thick: 1, strong: 0.25});
    drawing.lines(names, 0, drawing.y + PAD / 2, {weight: "bold"});
    drawing.y += LINE * names.length + PAD;
    const ends = row.cells.map((one) => levelInto(drawing, one, wide));
    drawing.y = Math.max(drawing.y + LINE, ...ends) + 1.5 * PAD;
  }
  return drawing;
}

function levelInto(drawing, one, wide) {
  const x = data.levels.indexOf(one.levels[0]) * wide, width = wide * one.levels.length - PAD, y = drawing.y;
  const {value, people} = one.cell;
  drawing.frames.push({x, x2: x + width, y, y2: y + LINE, dash: [], ink: "currentColor", thick: 0.5});
  if (value) drawing.rects.push({x, x2: x + (width * value) / people, y, y2: y + LINE, paper: "currentColor"});
  const words = fill(one.cell.shown, width, " ", HEADS);
  drawing.lines(words, x, y + LINE + 2, {size: HEAD});
  return y + LINE * (words.length + 1) + 2;
}

// semesters: all leaders as every report told them, the chosen group as this one tells it

function readTrend(choice) {
  const part = asPart(choice.attribute);
  const points = data.semesters.map(({id, name}) => {
    const cells = places.get(JSON.stringify([data.trend_figure, ...WHOLE, part.attribute, ""])) || {};
    const net = Object.keys(cells).find((key) => key.startsWith(`trend_net ${id} `));
    return {name, share: read(data.trend_figure, WHOLE, part, `trend_share ${id}`), count: read(data.trend_figure, WHOLE, part, `trend_count ${id}`), net: net ? read(data.trend_figure, WHOLE, part, net) : null};
  }).filter((point) => told(point.share));
  const own = choice.own.map((one) => ({
    name: choice.grouping.by === "competency" ? `${choice.group.name}, ${one.name}` : choice.group.name,
    points: Object.entries(SIDES).filter(([, name]) => name).map(([side, name]) => {
      const cell = (key) => read(choice.grouping.figure, choice.group.at, one, key);
      return {name, share: cell(`proficient_share ${side}`), count: cell(`proficient ${side}`), net: side === "to" ? cell("net_movers") : null};
    }),
  }));
  return [...own, ...(points.length ? [{name: `All leaders, ${choice.attribute.name}`, points}] : [])];
}

function tellTrend(choice, courses) {
  find("trend-title").textContent = `${what("to")}, semester by semester, ${choice.attribute.name}`;
  const row = (point) => [point.name, [plainCell([point.share, point.count]), point.net ? plainCell([point.net]) : tableCell([["not told"]], "plain", false)]];
  table("trend-table", find("trend-title").textContent, ["Semester", what("to"), "Net movers, the same people"],
    courses.map((course) => [course.name, course.points.map(row)]), "district slim");
}

function drawCourse(course, width) {
  const drawing = new Drawing(width), top = 10, tall = 120, side = 34, wide = (width - side) / course.points.length;
  const reach = (share) => top + tall * (1 - share);
  drawing.y = top + tall + 28;
  for (const [share, name] of [[1, "all"], [0.5, "half"], [0, "none"]]) {
    drawing.rules.push({x: side, x2: width, y: reach(share), y2: reach(share), ink: "currentColor", thick: 1, strong: 0.25});
    drawing.text(name, 0, reach(share), {size: HEAD});
  }
  course.points.forEach(({name, share}, place) => {
    const x = side + wide * (place + 0.5);
    drawing.text(name, x, top + tall + 16, {align: "center", size: HEAD});
    if (share && share.value !== null) {
      drawing.rules.push({x, x2: x, y: reach(share.low), y2: reach(share.high), ink: "currentColor", thick: 3, strong: 0.6});
      drawing.dots.push({x, y: reach(share.value), ink: "currentColor"});
      drawing.text(share.shown.split(" ")[0], x + 9, reach(share.value), {size: HEAD});
    } else {
      const words = fill(share ? share.shown : "nothing published", wide - PAD, " ");
      drawing.lines(words, x, reach(0.75) - (LINE * words.length) / 2, {align: "center", size: HEAD});
    }
  });
  return drawing;
}

// drawing

let turn = 0;
const drawn = new Map();

async function embed(into, drawing, pick) {
  const place = make("div", "");
  const view = await window.vegaEmbed(place, drawing.spec(),
    {mode: "vega-lite", actions: false, renderer: "svg", ast: true, defaultStyle: false, tooltip: false, hover: false, config: {aria: false}});
  const svg = place.querySelector("svg");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  if (pick) view.view.addEventListener("click", (event, item) => item && item.datum && item.datum.row !== undefined && pick(item.datum));
  return {into, svg, finish: () => view.finalize()};
}

async function draw() {
  const now = ++turn, choice = chosen();
  root.setAttribute("aria-busy", "true");
  say(choice);
  tableChosen(choice);
  const map = tellMap(choice), levels = readLevels(choice), courses = readTrend(choice);
  tellLevels(choice, levels);
  tellTrend(choice, courses);
  const width = Math.floor(find("map").clientWidth), panel = Math.min(width, 340);
  const panels = courses.map((course) => make("div", [make("p", course.name)], {class: "panel"}));
  const made = [
    await embed(find("map"), drawMap(choice, map, width), pick(choice)),
    await embed(find("levels-drawing"), drawLevels(levels, Math.min(width, 720))),
  ];
  for (const [place, course] of courses.entries()) made.push(await embed(panels[place], drawCourse(course, panel)));
  if (now !== turn) return made.forEach((one) => one.finish());
  find("trend-drawing").replaceChildren(...panels);
  for (const {into, svg, finish} of made) {
    if (drawn.has(into)) drawn.get(into)();
    drawn.set(into, finish);
    if (into.className === "panel") into.append(svg);
    else into.replaceChildren(svg);
  }
  for (const into of drawn.keys()) if (!into.isConnected) drawn.delete(into);
  root.dataset.width = width;
  root.setAttribute("aria-busy", "false");
}

// a way for the hand; the same choices are in the lists
const pick = (choice) => ({row, part}) => {
  if (row > 0) find("group").value = String(row - 1);
  if (choice.grouping.by === "attribute") find("attribute").value = choice.parts[part].attribute;
  draw();
};

function start() {
  root.hidden = false;
  for (const input of document.querySelectorAll("input[name=grouping]")) {
    input.addEventListener("change", () => { listGroups(); draw(); });
  }
  for (const id of ["group", "attribute", "measure"]) find(id).addEventListener("change", draw);
  listGroups();
  draw().then(() => {
    find("without-script").hidden = true;
    new ResizeObserver(() => { if (Math.floor(find("map").clientWidth) !== Number(root.dataset.width)) draw(); }).observe(find("map"));
  });
}

start();
})();
