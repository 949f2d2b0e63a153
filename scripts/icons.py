"""Draws the icons of the installed app (static/img/icon-*.png) from the project's own mark. Run it when the mark changes."""

from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent.parent / "static" / "img"
CHROMIUM = "/usr/bin/chromium"
INK = "#0f3a6d"
# Phones cut a maskable icon to any shape: what counts stays within the middle four fifths.
DRAWN = (
    ("icon-192.png", "favicon.svg", 192, 1.0),
    ("icon-512.png", "favicon.svg", 512, 1.0),
    ("icon-maskable-512.png", "mark.svg", 512, 0.66),
)


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        for name, drawing, size, share in DRAWN:
            page.set_viewport_size({"width": size, "height": size})
            page.set_content(_page((HERE / drawing).read_text(), size, share))
            page.screenshot(path=HERE / name, omit_background=share == 1.0)
        browser.close()


def _page(svg: str, size: int, share: float) -> str:
    wide = round(size * share)
    ground = "transparent" if share == 1.0 else INK
    style = f"margin:0;height:{size}px;display:flex;align-items:center;justify-content:center;background:{ground}"
    return f'<body style="{style}">{svg.replace("<svg", f"<svg width={wide} height={wide}", 1)}</body>'


if __name__ == "__main__":
    main()
