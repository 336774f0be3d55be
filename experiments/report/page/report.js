// Draws the figures from the data in #data (chart_data.h says what it holds). Everything is SVG in the page's own colors; widths are those
// of the page, so that text keeps its size on a phone and on paper.
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("data").textContent);
  var PRINT_WIDTH = 680;

  // Rank among the arms that are compared: they share eight colors, then start again with dotted lines.
  var ranks = [], compared = 0;
  data.arms.forEach(function (arm) { ranks.push(arm.baseline ? -1 : compared++); });
  function armColor(arm) { return "var(--arm-" + (ranks[arm] < 0 ? "base" : ranks[arm] % 8) + ")"; }
  function armClass(name, arm) { return name + (ranks[arm] < 0 ? " base" : ranks[arm] >= 8 ? " again" : ""); }
  function minus(text) { return text.replace(/-/g, "\u2212"); }
  function signed(value, format) { return (value > 0 ? "+" : "") + minus(format(value)); }

  // A formatter with the decimals that ticks this far apart need.
  function decimalsOf(step) { return Math.max(0, Math.min(12, -Math.floor(Math.log(Math.abs(step) || 1) / Math.LN10 + 1e-9))); }
  function tickFormat(ticks) {
    var format = d3.format(",." + (ticks.length > 1 ? decimalsOf(ticks[1] - ticks[0]) : 3) + "f");
    return function (value) { return minus(format(Math.abs(value) < 1e-12 ? 0 : value)); };
  }
  function fixed(value, sd) { return minus(d3.format("." + (sd > 0 ? Math.min(6, decimalsOf(sd) + 1) : 4) + "f")(value)); }

  function svgIn(figure, width, height, label) {
    var plot = d3.select(figure).select(".plot");
    plot.html("");
    return plot.append("svg").attr("viewBox", "0 0 " + width + " " + height).attr("role", "img").attr("aria-label", label);
  }

  function shorten(text, pixels) {
    var room = Math.max(4, Math.floor(pixels / 7.2));
    return text.length <= room ? text : text.slice(0, room - 1) + "\u2026";
  }

  // --- differences to the baseline

  function drawForest(figure, width) {
    var rows = data.forest;
    if (!rows.length) return;
    var narrow = width < 560, row = narrow ? 44 : 34;
    var longest = d3.max(rows, function (r) { return data.arms[r.arm].name.length; });
    var left = narrow ? 8 : Math.min(220, 24 + 7.2 * longest), right = narrow ? 16 : 190;
    var top = 26, height = top + rows.length * row + 30;
    var svg = svgIn(figure, width, height, "Differences to the baseline with simultaneous 95 % intervals");
    var ends = [0, data.margin || 0, -(data.margin || 0)];
    rows.forEach(function (r) { ends.push(r.delta); if (r.low !== null) ends.push(r.low, r.high); });
    var x = d3.scale.linear().domain(d3.extent(ends)).nice(6).range([left + 8, width - right]);
    var ticks = x.ticks(narrow ? 4 : 7), format = tickFormat(ticks), bottom = top + rows.length * row;

    if (data.margin) {
      svg.append("rect").attr({"class": "margin", x: x(-data.margin), width: x(data.margin) - x(-data.margin), y: top, height: bottom - top});
    }
    var grid = svg.append("g").attr("class", "grid");
    ticks.forEach(function (tick) {
      grid.append("line").attr({x1: x(tick), x2: x(tick), y1: top, y2: bottom});
      svg.append("text").attr({x: x(tick), y: bottom + 18, "text-anchor": "middle"}).text(signed(tick, function () { return format(tick); }));
    });
    svg.append("line").attr({"class": "zero", x1: x(0), x2: x(0), y1: top - 4, y2: bottom});
    var lower = data.lower_is_better ? "better" : "worse", higher = data.lower_is_better ? "worse" : "better";
    if (x(0) - x.range()[0] > 60) svg.append("text").attr({x: x(0) - 10, y: top - 10, "text-anchor": "end"}).text("\u2190 " + lower);
    if (x.range()[1] - x(0) > 60) svg.append("text").attr({x: x(0) + 10, y: top - 10}).text(higher + " \u2192");

    rows.forEach(function (r, i) {
      var y = top + i * row + (narrow ? 30 : row / 2), group = svg.append("g").style("--arm", armColor(r.arm));
      var name = data.arms[r.arm].name;
      group.append("text").attr({"class": "name", x: narrow ? 8 : left - 8, y: narrow ? y - 13 : y + 4, "text-anchor": narrow ? "start" : "end"})
          .text(shorten(name, narrow ? width * 0.5 : left - 16));
      if (r.low !== null) {
        group.append("line").attr({"class": "bar", x1: x(r.low), x2: x(r.high), y1: y, y2: y});
        [r.low, r.high].forEach(function (end) { group.append("line").attr({"class": "bar", x1: x(end), x2: x(end), y1: y - 4, y2: y + 4}); });
      }
      group.append("circle").attr({"class": "point", cx: x(r.delta), cy: y, r: 5});
      var spread = r.low === null ? 0 : (r.high - r.low) / 4;
      var text = signed(r.delta, function (v) { return fixed(v, spread); }).replace("\u2212\u2212", "\u2212");
      group.append("text").attr({x: narrow ? width - 8 : width - right + 16, y: narrow ? y - 13 : y + 4, "text-anchor": narrow ? "end" : "start"})
          .text(text).append("tspan").attr({"class": "outcome", dx: 8}).text(r.verdict === "withheld" ? "no verdict" : r.verdict);
    });
  }

  // --- learning curves

  // Lowest and highest edge of the bands from `first` on.
  function bandRange(chart, first) {
    var values = chart.difference ? [0] : [];
    chart.series.forEach(function (s) { s.points.forEach(function (p) { if (p[0] >= first) values.push(p[1] - p[2], p[1] + p[2]); }); });
    return d3.extent(values);
  }

  // Early differences can be as large as the fall of the curves itself: where they would flatten the rest, the figure is cut to what the last
  // three quarters need.
  function valueRange(chart, steps) {
    var range = bandRange(chart, steps[0]), late = bandRange(chart, steps[0] + (steps[1] - steps[0]) / 4);
    if (chart.difference && range[1] - range[0] > 3 * (late[1] - late[0])) range = late;
    var pad = (range[1] - range[0]) * 0.04 || Math.abs(range[0]) * 0.01 || 1;
    return [range[0] - pad, range[1] + pad];
  }

  function legendFor(figure, chart) {
    var list = d3.select(figure).select(".plot").insert("ul", "svg").attr("class", "legend");
    return chart.series.map(function (s) {
      var item = list.append("li").style("--arm", armColor(s.arm));
      item.append("span").attr("class", armClass("line", s.arm));
      item.append("span").attr("class", "label").text(data.arms[s.arm].name);
      return {item: item, value: item.append("span").attr("class", "value")};
    });
  }

  function drawCurves(figure, chart, width) {
    if (!chart.series.length) return;
    var narrow = width < 560, height = narrow ? 260 : Math.min(420, width * 0.4);
    var box = {left: narrow ? 46 : 58, right: 12, top: 12, bottom: 34};
    var svg = svgIn(figure, width, height, chart.title + " over training steps");
    var steps = [];
    chart.series.forEach(function (s) { s.points.forEach(function (p) { steps.push(p[0]); }); });
    var x = d3.scale.linear().domain(d3.extent(steps)).range([box.left, width - box.right]);
    var y = d3.scale.linear().domain(valueRange(chart, x.domain())).range([height - box.bottom, box.top]);

    var xTicks = x.ticks(narrow ? 4 : 8), yTicks = y.ticks(6), xFormat = d3.format(",.0f"), yFormat = tickFormat(yTicks);
    var grid = svg.append("g").attr("class", "grid");
    yTicks.forEach(function (tick) {
      grid.append("line").attr({x1: box.left, x2: width - box.right, y1: y(tick), y2: y(tick)});
      svg.append("text").attr({x: box.left - 8, y: y(tick) + 4, "text-anchor": "end"}).text(yFormat(tick));
    });
    xTicks.forEach(function (tick) {
      svg.append("text").attr({x: x(tick), y: height - box.bottom + 18, "text-anchor": "middle"}).text(xFormat(tick));
    });
    svg.append("text").attr({x: width - box.right, y: height - 2, "text-anchor": "end"}).text("step");
    if (chart.difference) svg.append("line").attr({"class": "zero", x1: box.left, x2: width - box.right, y1: y(0), y2: y(0)});

    var clip = "clip-" + figure.id;
    svg.append("clipPath").attr("id", clip).append("rect")
        .attr({x: box.left, y: box.top - 2, width: width - box.left - box.right + 2, height: height - box.top - box.bottom + 4});
    var inside = svg.append("g").attr("clip-path", "url(#" + clip + ")");
    var line = d3.svg.line().x(function (p) { return x(p[0]); }).y(function (p) { return y(p[1]); });
    var area = d3.svg.area().x(function (p) { return x(p[0]); })
        .y0(function (p) { return y(p[1] - p[2]); }).y1(function (p) { return y(p[1] + p[2]); });
    chart.series.forEach(function (s) {
      inside.append("path").attr({"class": "band", d: area(s.points)}).style("--arm", armColor(s.arm));
    });
    var paths = chart.series.map(function (s) {
      return inside.append("path").attr({"class": armClass("curve", s.arm), d: line(s.points)}).style("--arm", armColor(s.arm));
    });
    addReading(figure, chart, svg, x, {box: box, width: width, height: height, paths: paths});
  }

  // The legend shows the values at the step that is pointed at, at first the last one.
  function addReading(figure, chart, svg, x, parts) {
    var legend = legendFor(figure, chart);
    var guide = svg.append("line").attr({"class": "guide", y1: parts.box.top, y2: parts.height - parts.box.bottom}).style("display", "none");
    var stepText = svg.append("text").attr({y: parts.box.top, "text-anchor": "middle"}).style("display", "none");
    var bisect = d3.bisector(function (p) { return p[0]; }).left;
    function pointAt(s, step) {
      var i = Math.min(bisect(s.points, step), s.points.length - 1);
      return i > 0 && step - s.points[i - 1][0] < s.points[i][0] - step ? s.points[i - 1] : s.points[i];
    }
    function show(step) {
      chart.series.forEach(function (s, i) {
        var p = pointAt(s, step);
        legend[i].value.text((chart.difference && p[1] > 0 ? "+" : "") + fixed(p[1], p[2]) + (p[3] > 1 ? " \u00b1 " + fixed(p[2], p[2]) : ""));
      });
    }
    function last() { return d3.max(chart.series, function (s) { return s.points[s.points.length - 1][0]; }); }
    function move() {
      var px = Math.max(parts.box.left, Math.min(parts.width - parts.box.right, d3.mouse(svg.node())[0]));
      var step = pointAt(chart.series[0], x.invert(px))[0];
      guide.attr({x1: x(step), x2: x(step)}).style("display", null);
      stepText.attr("x", Math.max(parts.box.left + 30, Math.min(parts.width - 40, x(step)))).text("step " + d3.format(",")(step)).style("display", null);
      show(step);
    }
    svg.append("rect").attr({x: parts.box.left, y: parts.box.top, width: parts.width - parts.box.left - parts.box.right,
                             height: parts.height - parts.box.top - parts.box.bottom, fill: "transparent"})
        .on("mousemove", move).on("touchstart", move)
        .on("mouseleave", function () { guide.style("display", "none"); stepText.style("display", "none"); show(last()); });
    legend.forEach(function (entry, i) {
      entry.item.on("mouseenter", function () { parts.paths.forEach(function (path, j) { path.classed("dim", j !== i); }); })
          .on("mouseleave", function () { parts.paths.forEach(function (path) { path.classed("dim", false); }); });
    });
    show(last());
  }

  // --- loss by length

  function drawLengths(figure, width) {
    var labels = data.lengths.labels, series = data.lengths.series, narrow = width < 560, height = narrow ? 260 : 340;
    var box = {left: narrow ? 46 : 58, right: narrow ? 14 : 150, top: 12, bottom: 34};
    var svg = svgIn(figure, width, height, data.metric + " by evaluation length");
    var values = [];
    series.forEach(function (s) { s.points.forEach(function (p) { if (p) values.push(p[0] - (p[1] || 0), p[0] + (p[1] || 0)); }); });
    if (!values.length) return;
    var x = d3.scale.ordinal().domain(d3.range(labels.length)).rangePoints([box.left, width - box.right], 0.35);
    var y = d3.scale.linear().domain(d3.extent(values)).nice(6).range([height - box.bottom, box.top]);
    var ticks = y.ticks(6), format = tickFormat(ticks), grid = svg.append("g").attr("class", "grid");
    ticks.forEach(function (tick) {
      grid.append("line").attr({x1: box.left, x2: width - box.right, y1: y(tick), y2: y(tick)});
      svg.append("text").attr({x: box.left - 8, y: y(tick) + 4, "text-anchor": "end"}).text(format(tick));
    });
    function label(i) { return labels[i].replace("x", "\u00d7"); }
    labels.forEach(function (_, i) {
      svg.append("text").attr({x: x(i), y: height - box.bottom + 20, "text-anchor": "middle"}).text(label(i));
    });
    var gap = narrow ? 3 : 5, ends = [];
    series.forEach(function (s, i) {
      var shift = (i - (series.length - 1) / 2) * gap, group = svg.append("g").style("--arm", armColor(s.arm));
      var line = d3.svg.line().defined(function (p) { return p; }).x(function (p, k) { return x(k) + shift; }).y(function (p) { return y(p[0]); });
      group.append("path").attr({"class": armClass("curve", s.arm), d: line(s.points) || ""});
      var end = null;
      s.points.forEach(function (p, k) {
        if (!p) return;
        if (p[1]) group.append("line").attr({"class": "bar", x1: x(k) + shift, x2: x(k) + shift, y1: y(p[0] - p[1]), y2: y(p[0] + p[1])});
        group.append("circle").attr({"class": armClass("point", s.arm), cx: x(k) + shift, cy: y(p[0]), r: 4});
        end = {arm: s.arm, x: x(k) + shift, y: y(p[0]), last: k === labels.length - 1, until: label(k)};
      });
      if (end) ends.push(end);
    });
    if (narrow) legendFor(figure, {series: series}); else labelEnds(svg, ends, width - box.right, box.top, height - box.bottom);
  }

  // Names beside the last points, pushed apart where they would overlap; what stops early is named there too, with its last length.
  function labelEnds(svg, ends, edge, top, bottom) {
    var gap = 17;
    ends.sort(function (a, b) { return a.y - b.y; });
    ends.forEach(function (end, i) { end.label = i ? Math.max(end.y, ends[i - 1].label + gap) : Math.max(end.y, top); });
    for (var i = ends.length - 1, limit = bottom; i >= 0; --i, limit -= gap) ends[i].label = Math.min(ends[i].label, limit);
    ends.forEach(function (end) {
      var group = svg.append("g").style("--arm", armColor(end.arm));
      if (end.last) group.append("line").attr({"class": "guide", x1: end.x + 7, y1: end.y, x2: edge + 8, y2: end.label});
      group.append("text").attr({"class": "name", x: edge + 14, y: end.label + 4}).style("fill", armColor(end.arm))
          .text(shorten(data.arms[end.arm].name + (end.last ? "" : ", to " + end.until), 136));
    });
  }

  function drawAll(width) {
    function each(id, draw) {
      var figure = document.getElementById(id);
      if (figure) draw(figure, width || figure.querySelector(".plot").clientWidth || PRINT_WIDTH);
    }
    each("forest", drawForest);
    data.curves.forEach(function (chart, i) { each("curve-" + i, function (figure, w) { drawCurves(figure, chart, w); }); });
    each("lengths", drawLengths);
  }

  var timer = null, drawn = 0;
  window.addEventListener("resize", function () {
    if (window.innerWidth === drawn) return;  // a phone that hides its address bar
    clearTimeout(timer);
    timer = setTimeout(function () { drawn = window.innerWidth; drawAll(0); }, 120);
  });
  window.addEventListener("beforeprint", function () {
    drawAll(PRINT_WIDTH);
    d3.selectAll("details").attr("open", "");
  });
  window.addEventListener("afterprint", function () { drawAll(0); });
  drawn = window.innerWidth;
  drawAll(0);
})();
