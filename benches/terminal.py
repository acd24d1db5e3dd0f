#!/usr/bin/env python3
"""Measures archtutor in a real terminal beside `less` on the same text, as ratios of one run.

    python3 benches/terminal.py [--size 120x40] [--rounds 9] [--json]

Needs Linux, `less` and target/release/archtutor (just bench-terminal builds it). `presenterm` joins in
where it is installed. Runs go A B C, C B A, …, after one warm-up round that is not counted; figures are
medians. Times are from the start of the process, or from the key, to the last byte of the burst that
follows (a pause of 15 ms ends it).
"""
import argparse
import fcntl
import glob
import json
import os
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
QUIET = 0.015
KEYS = {"page": b"\x1b[6~", "line": b"\x1b[B", "end": b"G", "quit": b"\x03"}


class Run:
    """One process in a terminal."""

    def __init__(self, command, size, env):
        self.started = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            os.environ.update(env)
            os.execvp(command[0], command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def burst(self, since, first=5.0):
        """Seconds from `since` to the last byte of the next burst, and its bytes."""
        last, count = None, 0
        while True:
            ready, _, _ = select.select([self.fd], [], [], first if last is None else QUIET)
            if not ready:
                return (None if last is None else last - since), count
            try:
                data = os.read(self.fd, 1 << 16)
            except OSError:
                data = b""
            if not data:
                return (None if last is None else last - since), count
            last, count = time.monotonic(), count + len(data)

    def key(self, name):
        since = time.monotonic()
        os.write(self.fd, KEYS.get(name, name.encode()))
        return self.burst(since, first=0.5)

    def memory(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1))

    def idle(self, seconds=0.3):
        def cpu():
            with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
                return int(fields[11]) + int(fields[12])

        before, count, end = cpu(), 0, time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                try:
                    count += len(os.read(self.fd, 1 << 16))
                except OSError:
                    break
        return count, cpu() - before

    def leave(self, keys):
        since = time.monotonic()
        for key in keys:
            os.write(self.fd, KEYS.get(key, key.encode()))
        end = time.monotonic() + 5
        while time.monotonic() < end:
            pid, _ = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.fd)
                return time.monotonic() - since
            if select.select([self.fd], [], [], 0.0005)[0]:
                try:
                    os.read(self.fd, 1 << 16)
                except OSError:
                    pass
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)
        return None


def texts(folder):
    """A chapter, a book and eight books of real lessons, as a course and as plain files."""
    body = []
    for path in sorted(glob.glob(os.path.join(ROOT, "lessons", "*", "*.md"))):
        with open(path, encoding="utf-8") as file:
            body.append(file.read().split("+++\n", 2)[-1])
    whole = re.sub(r"```question\n.*?\n```\n", "", "\n\n".join(body), flags=re.S)
    book = whole
    while len(book.encode()) < 1_360_000:
        book += "\n\n" + whole
    book = book[:1_360_000]
    lessons = os.path.join(folder, "course", "lessons", "01-bench")
    os.makedirs(lessons)
    os.makedirs(os.path.join(folder, "course", "quizzes"))
    with open(os.path.join(folder, "course", "course.toml"), "w", encoding="utf-8") as file:
        file.write('id = "bench"\ntitle = "Bench"\n')
    with open(os.path.join(lessons, "week.toml"), "w", encoding="utf-8") as file:
        file.write('id = "bench"\ntitle = "Bench"\n')
    for name, text in (("chapter", whole[:44_000]), ("book", book), ("stress", book * 8)):
        head = f'+++\nid = "{name}"\ntitle = "Title of the {name}"\nminutes = 9\n+++\n'
        with open(os.path.join(lessons, f"{name}.md"), "w", encoding="utf-8") as file:
            file.write(head + text)
        with open(os.path.join(folder, f"{name}.md"), "w", encoding="utf-8") as file:
            file.write(f"# Title of the {name}\n\n{text}")


def measure(command, size, env, fresh, quit_keys, deep):
    if fresh:
        shutil.rmtree(env["ARCHTUTOR_DATA_DIR"], ignore_errors=True)
    run = Run(command, size, env)
    figures = {}
    figures["first frame"], figures["first frame bytes"] = run.burst(run.started)
    time.sleep(0.25)
    run.burst(time.monotonic(), first=0.01)
    # The program resumes where it was left: all begin at the top.
    run.key("g")
    pages = [run.key("page") for _ in range(5)]
    figures["PageDown, top"] = statistics.median(t for t, _ in pages if t)
    if deep:
        for _ in range(10):
            run.key("page")
        pages = [run.key("page") for _ in range(5)]
        times = [t for t, _ in pages if t]
        figures["PageDown, middle"] = statistics.median(times) if times else None
    lines = [run.key("line") for _ in range(5)]
    times = [t for t, _ in lines if t]
    figures["one line"] = statistics.median(times) if times else None
    figures["one line bytes"] = statistics.median(b for _, b in lines)
    figures["jump to end"] = run.key("end")[0]
    figures["idle bytes"], figures["idle ticks"] = run.idle()
    figures["memory KB"] = run.memory()
    figures["quit"] = run.leave(quit_keys)
    return figures


def table(title, commands, size, rounds, base_env, deep=True):
    results = {name: [] for name, *_ in commands}
    for number in range(rounds + 1):
        order = commands if number % 2 == 0 else list(reversed(commands))
        for name, command, fresh, quit_keys in order:
            figures = measure(command, size, dict(base_env), fresh, quit_keys, deep)
            if number:
                results[name].append(figures)
    baseline = commands[0][0]
    medians = {}
    for name, rows in results.items():
        medians[name] = {}
        for key in rows[0]:
            values = [row[key] for row in rows if row.get(key) is not None]
            medians[name][key] = statistics.median(values) if values else None
    print(f"\n{title}, {size[0]}x{size[1]}, {rounds} rounds: ratio to {baseline} of the same run")
    keys = list(medians[baseline])
    for key in keys:
        cells = []
        for name in medians:
            value, base = medians[name].get(key), medians[baseline].get(key)
            if value is None:
                cells.append(f"{name}: -")
            elif "bytes" in key or "ticks" in key:
                cells.append(f"{name}: {value:.0f}")
            elif not base:
                cells.append(f"{name}: ?")
            else:
                unit = f"{value / 1024:.1f} MB" if "KB" in key else f"{value * 1000:.2f} ms"
                cells.append(f"{name}: {value / base:.2f} ({unit})")
        print(f"  {key:<18} " + "   ".join(cells))
    return medians


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--program", default=os.path.join(ROOT, "target", "release", "archtutor"))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    size = tuple(map(int, arguments.size.split("x")))
    if not shutil.which("less") or not os.access(arguments.program, os.X_OK):
        sys.exit("needs less and a release build of archtutor")
    folder = tempfile.mkdtemp(prefix="archtutor-bench-")
    try:
        texts(folder)
        env = {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "HOME": folder,
            "LESS": "",
            "ARCHTUTOR_DATA_DIR": os.path.join(folder, "data"),
        }
        course = os.path.join(folder, "course")
        everything = {}
        for name in ("chapter", "book", "stress"):
            path = os.path.join(folder, f"{name}.md")
            mine = [arguments.program, "--course", course, "open", name]
            commands = [("less", ["less", path], False, ["q"])]
            commands.append(("archtutor", mine, False, ["quit"]))
            if name == "chapter":
                commands.append(("first start", mine, True, ["quit"]))
                if shutil.which("presenterm"):
                    commands.append(("presenterm", ["presenterm", path], False, ["q"]))
            # One start before the first round makes the database.
            shutil.rmtree(env["ARCHTUTOR_DATA_DIR"], ignore_errors=True)
            rounds = arguments.rounds if name == "chapter" else max(3, arguments.rounds // 2)
            everything[name] = table(name, commands, size, rounds, env)
        if arguments.json:
            print(json.dumps(everything, indent=2))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
