"""The screen: a painter of scenes, the desktop window, and a page for machines without one."""
