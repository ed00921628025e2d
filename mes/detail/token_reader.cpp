#include "mes/detail/token_reader.h"

namespace pellucid::mes::detail {
namespace {

constexpr std::size_t kPiece = 1 << 18;
constexpr std::string_view kBom = "\xEF\xBB\xBF";

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

}  // namespace

TokenReader::TokenReader(const std::filesystem::path& path, std::string_view marks)
    : file_(std::fopen(path.c_str(), "rbe")), marks_(marks) {
  if (!file_) return;
  refill();
  if (text_.starts_with(kBom)) at_ = kept_ = kBom.size();
}

bool TokenReader::refill() {
  if (ended_) return false;
  text_.erase(0, kept_);
  at_ -= kept_;
  kept_ = 0;
  const std::size_t before = text_.size();
  text_.resize(before + kPiece);
  const std::size_t got = std::fread(text_.data() + before, 1, kPiece, file_.get());
  text_.resize(before + got);
  ended_ = got == 0;
  return got > 0;
}

void TokenReader::skip_blanks() {
  for (;;) {
    kept_ = at_;
    const char c = current();
    if (at_ >= text_.size() || !is_blank(c)) return;
    if (c == '\n') {
      ++line_;
      new_line_ = true;
    }
    ++at_;
  }
}

Token TokenReader::scan() {
  skip_blanks();
  Token token;
  token.line = line_;
  token.first_on_line = new_line_;
  new_line_ = false;
  const char first = current();
  if (at_ >= text_.size()) return token;
  if (first == '"') {
    ++at_;
    token.quoted = true;
    for (;;) {
      const char c = current();
      if (at_ >= text_.size() || c == '"' || c == '\n') break;  // a text never goes over a line's end
      ++at_;
    }
    token.text = std::string_view(text_).substr(kept_ + 1, at_ - kept_ - 1);
    if (at_ < text_.size() && text_[at_] == '"') ++at_;
    return token;
  }
  ++at_;
  if (!is_mark(first)) {
    for (;;) {
      const char c = current();
      if (at_ >= text_.size() || is_blank(c) || c == '"' || is_mark(c)) break;
      ++at_;
    }
  }
  token.text = std::string_view(text_).substr(kept_, at_ - kept_);
  return token;
}

Token TokenReader::next() {
  if (!peeked_) return scan();
  peeked_ = false;
  return ahead_;
}

const Token& TokenReader::peek() {
  if (!peeked_) ahead_ = scan();
  peeked_ = true;
  return ahead_;
}

}  // namespace pellucid::mes::detail
