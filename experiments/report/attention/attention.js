// Draws the attention maps from the data in #data:
//   sequences  [{name, tokens: [text]}]
//   layers     [{name, queries, keys: index of a sequence, heads, captions: [text per head],
//                weights: base64 of two bytes each, [head][query][key]}]
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("data").textContent);
  var state = {layer: 0, head: 0, query: -1, key: -1};
  var LARGEST = 720, PRINT_WIDTH = 680;

  function tokensOf(index) { return data.sequences[index].tokens; }
  function queries(layer) { return tokensOf(layer.queries); }
  function keys(layer) { return tokensOf(layer.keys); }

  // --- weights

  function unpack(layer) {
    if (layer.values) return layer.values;
    var bytes = atob(layer.weights);
    layer.values = new Float32Array(bytes.length / 2);
    for (var i = 0; i < layer.values.length; ++i) {
      layer.values[i] = (bytes.charCodeAt(2 * i) + 256 * bytes.charCodeAt(2 * i + 1)) / 65535;
    }
    return layer.values;
  }

  // Head -1 is the mean of all.
  function weight(layer, head, query, key) {
    var size = queries(layer).length * keys(layer).length, at = query * keys(layer).length + key, values = unpack(layer);
    if (head >= 0) return values[head * size + at];
    var sum = 0;
    for (var h = 0; h < layer.heads; ++h) sum += values[h * size + at];
    return sum / layer.heads;
  }
  function headName(head) { return head < 0 ? "mean of all heads" : "head " + head; }
  function number(w) { return w > 0 && w < 0.0005 ? "below 0.0005" : d3.format(".3f")(w); }

  // --- shades: the square root of the weight, from the paper's color over blue to ink

  var shades = [];
  function readColors() {
    var style = getComputedStyle(document.documentElement);
    function color(name) { return style.getPropertyValue(name).trim(); }
    var scale = d3.scale.linear().domain([0, 0.65, 1]).range([color("--card"), color("--arm-0"), color("--ink")]);
    shades = d3.range(256).map(function (i) { return d3.rgb(scale(i / 255)); });
  }
  function shade(w) { return shades[Math.round(255 * Math.sqrt(Math.max(0, Math.min(1, w))))]; }
  function textOn(color) { return (0.299 * color.r + 0.587 * color.g + 0.114 * color.b) > 140 ? "#14171a" : "#ffffff"; }

  function paint(canvas, rows, columns, valueAt) {
    canvas.width = columns;
    canvas.height = rows;
    var context = canvas.getContext("2d"), image = context.createImageData(columns, rows);
    for (var row = 0, at = 0; row < rows; ++row) {
      for (var column = 0; column < columns; ++column, at += 4) {
        var color = shade(valueAt(row, column));
        image.data[at] = color.r; image.data[at + 1] = color.g; image.data[at + 2] = color.b; image.data[at + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
  }
  function paintHead(canvas, layer, head) {
    paint(canvas, queries(layer).length, keys(layer).length, function (q, k) { return weight(layer, head, q, k); });
  }

  // --- every head

  function drawOverview() {
    var overview = d3.select("#overview").html("");
    data.layers.forEach(function (layer, l) {
      var section = overview.append("div").attr("class", "layer");
      section.append("h3").text(layer.name);
      var maps = section.append("div").attr("class", "maps");
      d3.range(layer.heads).forEach(function (head) {
        var button = maps.append("button").attr({type: "button", "data-layer": l, "data-head": head, "aria-label": layer.name + ", " + layer.captions[head]});
        paintHead(button.append("canvas").node(), layer, head);
        button.append("small").text(layer.captions[head]);
        button.on("click", function () {
          choose(l, head);
          document.getElementById("one").scrollIntoView({behavior: "smooth"});
        });
      });
    });
  }
  function markOverview() {
    d3.selectAll(".maps button").attr("aria-pressed", function () {
      return +this.getAttribute("data-layer") === state.layer && +this.getAttribute("data-head") === state.head;
    });
  }

  // --- one head

  function drawChoice() {
    var select = d3.select("#layer");
    select.selectAll("option").data(data.layers).enter().append("option").attr("value", function (_, i) { return i; })
        .text(function (layer) { return layer.name; });
    select.on("change", function () { choose(+this.value, Math.min(state.head, data.layers[+this.value].heads - 1)); });
  }
  function drawHeads() {
    var layer = data.layers[state.layer], buttons = d3.select("#heads").html("");
    d3.range(-1, layer.heads).forEach(function (head) {
      buttons.append("button").attr({type: "button", "aria-pressed": head === state.head})
          .text(head < 0 ? "mean" : head).attr("aria-label", headName(head)).on("click", function () { choose(state.layer, head); });
    });
    document.getElementById("layer").value = state.layer;
  }

  function shorten(text, letters) { return text.length <= letters ? text : text.slice(0, letters - 1) + "\u2026"; }

  function drawMap(width) {
    var layer = data.layers[state.layer], rows = queries(layer), columns = keys(layer), narrow = width < 560;
    var letters = narrow ? 7 : 12, highest = width === PRINT_WIDTH ? 440 : Math.max(LARGEST, width * 0.6);
    var longest = d3.max(rows.concat(columns), function (t) { return Math.min(letters, t.length); });
    var edge = 12 + 7.4 * longest, cell = Math.min(44, (width - edge - 2) / columns.length, highest / rows.length);
    var mapWidth = cell * columns.length, mapHeight = cell * rows.length, every = Math.ceil(12 / cell);
    var canvas = document.createElement("canvas");
    paintHead(canvas, layer, state.head);
    var plot = d3.select("#map .plot").html("");
    var svg = plot.append("svg").attr({viewBox: "0 0 " + width + " " + (edge + mapHeight + 2), role: "img", "aria-label": layer.name + ", " + headName(state.head)});
    svg.append("image").attr({"xlink:href": canvas.toDataURL(), x: edge, y: edge, width: mapWidth, height: mapHeight, preserveAspectRatio: "none"});
    svg.append("rect").attr({"class": "frame", x: edge, y: edge, width: mapWidth, height: mapHeight});
    rows.forEach(function (token, i) {
      svg.append("text").attr({"class": "token-name row", "data-place": i, x: edge - 5, y: edge + (i + 0.5) * cell + 4, "text-anchor": "end"})
          .style("display", i % every ? "none" : null).attr("data-hidden", i % every ? 1 : 0).text(shorten(token, letters));
    });
    columns.forEach(function (token, i) {
      svg.append("text").attr({"class": "token-name column", "data-place": i, transform: "translate(" + (edge + (i + 0.5) * cell + 4) + "," + (edge - 5) + ") rotate(-90)"})
          .style("display", i % every ? "none" : null).attr("data-hidden", i % every ? 1 : 0).text(shorten(token, letters));
    });
    svg.append("rect").attr({"class": "mark", id: "mark-row", x: edge, width: mapWidth, height: cell}).style("display", "none");
    svg.append("rect").attr({"class": "mark", id: "mark-cell", width: cell, height: cell}).style("display", "none");
    function point() {
      var place = d3.mouse(svg.node());
      var query = Math.floor((place[1] - edge) / cell), key = Math.floor((place[0] - edge) / cell);
      if (query < 0 || key < 0 || query >= rows.length || key >= columns.length) return;
      state.query = query;
      state.key = key;
      showPlace({edge: edge, cell: cell});
    }
    svg.append("rect").attr({x: edge, y: edge, width: mapWidth, height: mapHeight, fill: "transparent"})
        .on("pointermove", point).on("pointerdown", point);
    state.draw = {edge: edge, cell: cell};
    showPlace(state.draw);
  }

  // Marks the chosen row and square, and says the weight.
  function showPlace(map) {
    var layer = data.layers[state.layer], query = state.query, key = state.key;
    d3.select("#mark-row").style("display", query < 0 ? "none" : null).attr("y", map.edge + query * map.cell);
    d3.select("#mark-cell").style("display", key < 0 ? "none" : null).attr({x: map.edge + key * map.cell, y: map.edge + query * map.cell});
    d3.selectAll(".token-name").each(function () {
      var on = +this.getAttribute("data-place") === (this.classList.contains("row") ? query : key);
      d3.select(this).classed("on", on).style("display", on || this.getAttribute("data-hidden") === "0" ? null : "none");
    });
    shadeTokens();
    var reading = d3.select("#reading").html("");
    reading.append("span").text(layer.name + ", " + (state.head < 0 ? headName(-1) : layer.captions[state.head]) + ". ");
    if (query < 0) return;
    var best = key >= 0 ? key : d3.range(keys(layer).length).reduce(function (a, b) {
      return weight(layer, state.head, query, b) > weight(layer, state.head, query, a) ? b : a; }, 0);
    reading.append("b").text("\u201c" + queries(layer)[query] + "\u201d");
    reading.append("span").text(" (" + query + ") looks " + (key < 0 ? "most at " : "at "));
    reading.append("b").text("\u201c" + keys(layer)[best] + "\u201d");
    reading.append("span").text(" (" + best + "): ");
    reading.append("b").text(number(weight(layer, state.head, query, best)));
  }

  function drawTokens() {
    var layer = data.layers[state.layer], box = d3.select("#tokens").html("");
    function line(sequence, role) {
      var row = box.append("div").attr("class", "sequence");
      if (data.sequences.length > 1) row.append("span").text(data.sequences[sequence].name + (role === "query" ? ", which looks" : role === "key" ? ", which is looked at" : ""));
      tokensOf(sequence).forEach(function (token, i) {
        row.append("button").attr({type: "button", "class": "token", "data-place": i, "data-role": role}).text(token).on("click", function () {
          if (role === "key") { state.key = i; } else { state.query = i; state.key = -1; }
          showPlace(state.draw);
        });
      });
    }
    if (layer.queries === layer.keys) { line(layer.keys, "both"); } else { line(layer.queries, "query"); line(layer.keys, "key"); }
  }
  function shadeTokens() {
    var layer = data.layers[state.layer];
    d3.selectAll("#tokens .token").each(function () {
      var role = this.getAttribute("data-role"), place = +this.getAttribute("data-place");
      var shaded = role !== "query" && state.query >= 0;
      var color = shaded ? shade(weight(layer, state.head, state.query, place)) : null;
      d3.select(this).style({background: color ? color.toString() : null, color: color ? textOn(color) : null})
          .classed("looks", role !== "key" && place === state.query).classed("seen", role !== "query" && place === state.key);
    });
  }

  function drawRamp() {
    var ramp = d3.select("#ramp").html("");
    ramp.append("span").text("weight 0");
    paint(ramp.append("canvas").node(), 1, 128, function (_, i) { return (i / 127) * (i / 127); });
    ramp.append("span").text("1, the middle is 0.25");
  }

  function choose(layer, head) {
    var before = data.layers[state.layer], after = data.layers[layer];
    if (before.queries !== after.queries || before.keys !== after.keys) state.query = state.key = -1;
    state.layer = layer;
    state.head = head;
    drawOne(0);
  }
  function drawOne(width) {
    drawHeads();
    drawTokens();
    drawMap(width || document.querySelector("#map .plot").clientWidth || PRINT_WIDTH);
    markOverview();
  }
  function drawAll(width) {
    readColors();
    drawRamp();
    drawOverview();
    drawOne(width);
  }

  drawChoice();
  if (!data.layers.length) return;
  state.query = queries(data.layers[0]).length - 1;  // something to see at once
  drawAll(0);
  var timer = null, drawn = window.innerWidth;
  window.addEventListener("resize", function () {
    if (window.innerWidth === drawn) return;  // a phone that hides its address bar
    clearTimeout(timer);
    timer = setTimeout(function () { drawn = window.innerWidth; drawOne(0); }, 120);
  });
  if (window.matchMedia) window.matchMedia("(prefers-color-scheme: dark)").addListener(function () { drawAll(0); });
  window.addEventListener("beforeprint", function () { drawOne(PRINT_WIDTH); });
  window.addEventListener("afterprint", function () { drawOne(0); });
})();
