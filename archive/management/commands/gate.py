"""``manage.py gate [--set NAME …] [--misses] [--json]``: readings of annotated sets, held to their floors."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from archive.gate.facts import fact_figures
from archive.gate.floors import FLOORS, fallen, floors
from archive.gate.record import RECORD, Measured, write_record
from archive.gate.scoring import Score, score
from archive.gate.sets import SETS, GoldSet, gold_of, read_files
from archive.services.rules import rulebook

RULES_DIGITS = 12


class Command(BaseCommand):
    help = (
        "读带标注的各套文件，列出各项数字，与下限（tests/gold/floors.toml）相比；有一项低于下限则以 1 退出。"
        "量得的准确率与召回率写入 archive/public/measured.tsv，关于页照此公布。不写数据库。"
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        names = [chosen.name for chosen in SETS]
        parser.add_argument("--set", action="append", choices=names, dest="sets", help="只量这一套（可重复）")
        parser.add_argument("--misses", action="store_true", help="逐条列出不对的")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出各项数字")
        parser.add_argument("--floors", type=Path, default=FLOORS, help="下限表")
        parser.add_argument("--record", type=Path, default=RECORD, help="量得的数字写到哪里")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted, below = floors(options["floors"]), []
        measured: list[Measured] = []
        found: dict[str, dict[str, float]] = {}
        for chosen in SETS:
            if options["sets"] and chosen.name not in options["sets"]:
                continue
            if not chosen.is_here:
                self.stderr.write(f"{chosen.name}（{chosen.label}）：没有 {chosen.gold}，这一套没有量。")
                continue
            result, row = measure(chosen)
            measured.append(row)
            found[chosen.name] = result.figures
            below += fallen(chosen.name, result.figures, wanted.get(chosen.name, {}))
            if not options["json"]:
                self.show(chosen, result, wanted.get(chosen.name, {}), misses=options["misses"])
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        write_record(measured, options["record"])
        if not measured:
            raise CommandError("没有一套标注可量。")
        if below:
            raise CommandError("低于下限：\n" + "\n".join(below))

    def show(self, chosen: GoldSet, result: Score, wanted: dict[str, float], *, misses: bool) -> None:
        """A line a measure: figure, the counts behind it, its floor."""
        self.stdout.write(f"{chosen.name}（{chosen.label}）：{result.files} 个文件，{result.reports} 篇报告")
        for name, figure in result.figures.items():
            tally = result.tallies.get(name)
            counts = f"{tally.right}/{tally.total}" if tally else "F1"
            floor = f"下限 {wanted[name]:.3f}" if name in wanted else "无下限"
            self.stdout.write(f"  {name:24} {figure:6.3f}  {counts:>9}  {floor}")
            for miss in tally.misses if tally and misses else ():
                self.stdout.write(f"      - {miss}")


def measure(chosen: GoldSet) -> tuple[Score, Measured]:
    """Read and score one set with today's rules."""
    gold, today, rules = gold_of(chosen), timezone.localdate(), rulebook()
    reading = read_files(chosen, gold, rules, today)
    result = score(gold, reading)
    facts = fact_figures(gold, reading, result)
    return result, Measured(chosen.name, today, rules.digest[:RULES_DIGITS], result.files, result.reports, facts)
