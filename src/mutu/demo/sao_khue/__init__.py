"""Sao Khuê CNC, Đồng Nai: five people, three machines, the third week with Mutu."""
