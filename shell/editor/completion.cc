#include "shell/editor/completion.h"

#include <algorithm>

#include "shell/editor/text.h"

namespace corix {

std::vector<std::string> InColumns(const std::vector<Candidate>& candidates, int columns) {
  constexpr int kGap = 2;
  // What would spoil the list is spelled, and what is too long for a row is cut.
  std::vector<std::string> texts;
  std::vector<int> widths;
  int widest = 0;
  for (const Candidate& candidate : candidates) {
    std::string text;
    int width = 0;
    for (std::size_t at = 0; at < candidate.display.size();) {
      const std::size_t end = NextCluster(candidate.display, at);
      for (const Glyph& glyph :
           GlyphsOf(std::string_view(candidate.display).substr(at, end - at))) {
        if (width + glyph.width >= columns) break;
        text += glyph.bytes;
        width += glyph.width;
      }
      at = end;
    }
    widest = std::max(widest, width);
    texts.push_back(std::move(text));
    widths.push_back(width);
  }
  const int across = std::max(1, (columns - 1 + kGap) / (widest + kGap));
  const std::size_t rows =
      (texts.size() + static_cast<std::size_t>(across) - 1) / static_cast<std::size_t>(across);
  std::vector<std::string> lines(rows);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::string& line = lines[i % rows];
    line += texts[i];
    if (i + rows < texts.size()) {
      line.append(static_cast<std::size_t>(widest + kGap - widths[i]), ' ');
    }
  }
  return lines;
}

std::string CommonPrefix(const std::vector<std::string>& texts) {
  if (texts.empty()) return "";
  std::size_t size = texts[0].size();
  for (const std::string& text : texts) {
    const auto differs =
        std::mismatch(texts[0].begin(), texts[0].begin() + static_cast<std::ptrdiff_t>(size),
                      text.begin(), text.end());
    size = static_cast<std::size_t>(differs.first - texts[0].begin());
  }
  return texts[0].substr(0, ClusterBoundary(texts[0], size));
}

}  // namespace corix
