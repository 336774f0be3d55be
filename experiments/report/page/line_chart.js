// Draws the line charts in #data (line_chart_page.cc makes it): both axes logarithmic, at the page's width.
(function () {
  "use strict";
  var charts = JSON.parse(document.getElementById("data").textContent);
  var PRINT_WIDTH = 680;
  var SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"];

  function color(i) { return "var(--arm-" + i % 8 + ")"; }
  function number(value) {
    var text = value >= 1e6 || value < 1e-3 ? value.toExponential() : d3.format(",")(value);
    return text.replace(/-/g, "\u2212").replace(/e\+?/, "e");
  }
  function values(chart, axis) {
    return d3.merge(chart.series.map(function (s) { return s.points.map(function (p) { return p[axis]; }); }));
  }

  // Values to mark: powers of two where all x are such, else 1, 2, 5 times powers of ten; thinned to `room`.
  function marks(domain, all, room) {
    var twos = all.every(function (v) { return Math.abs(Math.log(v) / Math.LN2 - Math.round(Math.log(v) / Math.LN2)) < 1e-9; });
    var found = [], e;
    if (twos) {
      for (e = Math.round(Math.log(domain[0]) / Math.LN2); Math.pow(2, e) <= domain[1] * 1.0001; ++e) found.push(Math.pow(2, e));
      return found.filter(function (_, i) { return i % Math.ceil(found.length / room) === 0; });
    }
    var sets = [[1, 2, 5], [1, 3], [1]];
    for (var i = 0; i < sets.length; ++i) {
      found = [];
      for (e = Math.floor(Math.log(domain[0]) / Math.LN10); Math.pow(10, e) <= domain[1]; ++e) {
        sets[i].forEach(function (m) {
          var v = Number(m + "e" + e);
          if (v >= domain[0] * 0.9999 && v <= domain[1] * 1.0001) found.push(v);
        });
      }
      if (found.length <= room) return found;
    }
    return found.filter(function (_, i) { return i % Math.ceil(found.length / room) === 0; });
  }

  // At least a decade, so that small differences look small.
  function yDomain(all) {
    var range = d3.extent(all), by = Math.max(Math.pow(range[1] / range[0], 0.05), Math.sqrt(10 * range[0] / range[1]), 1.06);
    return [range[0] / by, range[1] * by];
  }
  function xDomain(all) {
    var range = d3.extent(all), by = Math.max(Math.pow(range[1] / range[0], 0.03), 1.03);
    return [range[0] / by, range[1] * by];
  }

  // Of the least-squares line through the points in the upper half of the series' own logarithmic range.
  function slope(points) {
    var logs = points.map(function (p) { return [Math.log(p[0]), Math.log(p[1])]; });
    var middle = d3.mean(d3.extent(logs, function (p) { return p[0]; }));
    logs = logs.filter(function (p) { return p[0] >= middle - 1e-9; });
    if (logs.length < 2) return "";
    var mx = d3.mean(logs, function (p) { return p[0]; }), my = d3.mean(logs, function (p) { return p[1]; });
    var rise = d3.sum(logs, function (p) { return (p[0] - mx) * (p[1] - my); }) / d3.sum(logs, function (p) { return (p[0] - mx) * (p[0] - mx); });
    return "slope " + rise.toFixed(2).replace(/^-(0\.00)$/, "$1").replace("-", "\u2212");
  }

  function legendFor(plot, chart) {
    var list = plot.insert("ul", "svg").attr("class", "legend");
    chart.series.forEach(function (s, i) {
      var item = list.append("li").style("--arm", color(i));
      item.append("svg").attr({width: 14, height: 14, viewBox: "-7 -7 14 14"})
          .style({flex: "none", width: "14px", "align-self": "center", "margin-right": "0.35rem"})
          .append("path").attr({"class": "point", d: d3.svg.symbol().type(SHAPES[i % SHAPES.length]).size(60)()});
      item.append("span").attr("class", "label").text(s.name);
      item.append("span").attr("class", "value").text(slope(s.points));
    });
  }

  function draw(figure, chart, width) {
    var plot = d3.select(figure).select(".plot");
    plot.html("");
    var narrow = width < 560, height = narrow ? 300 : Math.min(440, width * 0.5);
    var box = {left: narrow ? 48 : 62, right: 14, top: 24, bottom: 42};
    var svg = plot.append("svg").attr("viewBox", "0 0 " + width + " " + height)
        .attr("role", "img").attr("aria-label", chart.title + ": " + chart.y_label + " against " + chart.x_label);
    var xs = values(chart, 0), ys = values(chart, 1);
    var x = d3.scale.log().domain(xDomain(xs)).range([box.left, width - box.right]);
    var y = d3.scale.log().domain(yDomain(ys)).range([height - box.bottom, box.top]);
    var grid = svg.append("g").attr("class", "grid");
    marks(y.domain(), ys, 9).forEach(function (v) {
      grid.append("line").attr({x1: box.left, x2: width - box.right, y1: y(v), y2: y(v)});
      svg.append("text").attr({x: box.left - 8, y: y(v) + 4, "text-anchor": "end"}).text(number(v));
    });
    marks(d3.extent(xs), xs, narrow ? 5 : 12).forEach(function (v) {
      grid.append("line").attr({x1: x(v), x2: x(v), y1: box.top, y2: height - box.bottom});
      svg.append("text").attr({x: x(v), y: height - box.bottom + 18, "text-anchor": "middle"}).text(number(v));
    });
    svg.append("text").attr({x: 0, y: 12}).text(chart.y_label);
    svg.append("text").attr({x: width - box.right, y: height - 4, "text-anchor": "end"}).text(chart.x_label);
    var line = d3.svg.line().x(function (p) { return x(p[0]); }).y(function (p) { return y(p[1]); });
    chart.series.forEach(function (s, i) {
      var group = svg.append("g").style("--arm", color(i));
      group.append("path").attr({"class": "curve", d: line(s.points)});
      var shape = d3.svg.symbol().type(SHAPES[i % SHAPES.length]).size(s.points.length > 20 ? 22 : 46)();
      s.points.forEach(function (p) {
        group.append("path").attr({"class": "point", d: shape, transform: "translate(" + x(p[0]) + "," + y(p[1]) + ")"})
            .append("title").text(s.name + ", " + chart.x_label + " " + number(p[0]) + ": " + number(p[1]) + " " + chart.y_label);
      });
    });
    legendFor(plot, chart);
  }

  function drawAll(width) {
    charts.forEach(function (chart, i) {
      var figure = document.getElementById("chart-" + i);
      draw(figure, chart, width || figure.querySelector(".plot").clientWidth || PRINT_WIDTH);
    });
  }

  var timer = null, drawn = window.innerWidth;
  window.addEventListener("resize", function () {
    if (window.innerWidth === drawn) return;
    clearTimeout(timer);
    timer = setTimeout(function () { drawn = window.innerWidth; drawAll(0); }, 120);
  });
  window.addEventListener("beforeprint", function () {
    drawAll(PRINT_WIDTH);
    d3.selectAll("details").attr("open", "");
  });
  window.addEventListener("afterprint", function () { drawAll(0); });
  drawAll(0);
})();
